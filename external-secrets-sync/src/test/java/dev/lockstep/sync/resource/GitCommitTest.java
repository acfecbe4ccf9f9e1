package dev.lockstep.sync.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.problem.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GitCommitTest extends ResourceSourceContract {
    @TempDir
    private Path folder;

    private Path place;
    private TestRepository repository;
    private GitCommit source;

    @BeforeEach
    void create() throws IOException {
        place = folder.resolve("repository.git");
        repository = TestRepository.create(place);
        source = GitCommit.open(place, "HEAD", "");
    }

    @AfterEach
    void close() {
        source.close();
        repository.close();
    }

    @Override
    ResourceSource source() {
        return source;
    }

    @Override
    void holds(String... files) throws IOException {
        repository.clear();
        for (int i = 0; i < files.length; i += 2) {
            repository.put(files[i], files[i + 1]);
        }
        repository.commit();
    }

    // Which commit

    @Test
    void theVersionIsTheCommit() throws IOException {
        String id = repository.put("a.yaml", "1").commit();
        assertThat(source.version()).isEqualTo(id);
        assertThat(source.read().version()).isEqualTo(id);
    }

    @Test
    void readsBranchesTagsAndCommits() throws IOException {
        String first = repository.put("a.yaml", "1").commit();
        repository.move("refs/tags/v1", ObjectId.fromString(first));
        String second = repository.put("a.yaml", "2").commit();
        for (var ref : new String[] {"v1", "refs/tags/v1", first, first.substring(0, 12), "main~1"}) {
            try (var commit = GitCommit.open(place, ref, "")) {
                assertThat(commit.version()).as(ref).isEqualTo(first);
                assertThat(texts(commit.read())).as(ref).containsExactly("a.yaml=1");
            }
        }
        assertThat(source.version()).isEqualTo(second);
    }

    @Test
    void seesEveryMoveOfTheBranchWhileItIsOpen() throws Exception {
        String first = repository.put("a.yaml", "1").commit();
        assertThat(source.version()).isEqualTo(first);
        String second = repository.put("a.yaml", "2").commit();
        assertThat(source.version()).isEqualTo(second);
        String elsewhere = repository.put("a.yaml", "3").commitUnrelated("refs/heads/main");
        assertThat(source.version()).isEqualTo(elsewhere);
        // Loose objects become a pack, loose refs a line in packed-refs.
        try (var git = new Git(repository.repository())) {
            git.gc().setExpire(Instant.EPOCH).call();
        }
        assertThat(place.resolve("refs/heads/main")).doesNotExist();
        assertThat(source.version()).isEqualTo(elsewhere);
        assertThat(texts(source.read())).containsExactly("a.yaml=3");
        repository.move("refs/heads/main", ObjectId.fromString(second));
        assertThat(source.version()).isEqualTo(second);
        assertThat(texts(source.read())).containsExactly("a.yaml=2");
    }

    @Test
    void saysThatThereIsNoSuchCommit() throws IOException {
        assertThatThrownBy(source::version).hasMessage(place + ": has no commit HEAD");
        repository.put("a.yaml", "1").commit();
        for (var ref : new String[] {
            "nowhere",
            "HEAD~7",
            "0123456789012345678901234567890123456789",
            "HEAD:a.yaml",
            "a^^{",
            "HEAD@{x",
            "../x",
            "\u001b[2J"
        }) {
            try (var commit = GitCommit.open(place, ref, "")) {
                assertThatThrownBy(commit::version)
                        .as(ref)
                        .isInstanceOf(LockstepException.class)
                        .hasMessageStartingWith(place.toString())
                        .hasMessageNotContaining("\u001b");
            }
        }
    }

    // Which files

    @ParameterizedTest
    @ValueSource(strings = {"apps", "apps/", "/apps/", "./apps", "apps//", "apps/."})
    void readsOnlyBelowTheFolder(String path) throws IOException {
        repository
                .put("a.yaml", "1")
                .put("apps/b.yaml", "2")
                .put("apps/c/d.yaml", "3")
                .put("apps2/e.yaml", "4")
                .commit();
        try (var commit = GitCommit.open(place, "HEAD", path)) {
            assertThat(texts(commit.read())).containsExactly("apps/b.yaml=2", "apps/c/d.yaml=3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", ".", "./", "//"})
    void theRootOfTheTreeIsTheWholeTree(String path) throws IOException {
        repository.put("a.yaml", "1").put("apps/b.yaml", "2").commit();
        try (var commit = GitCommit.open(place, "HEAD", path)) {
            assertThat(texts(commit.read())).hasSize(2);
        }
    }

    @Test
    void aFolderThatIsGoneIsAnErrorAndNotEmpty() throws IOException {
        repository.put("apps/b.yaml", "2").put("other/c.yaml", "3").commit();
        try (var commit = GitCommit.open(place, "HEAD", "apps")) {
            assertThat(texts(commit.read())).hasSize(1);
            repository.remove("apps/b.yaml").commit();
            assertThatThrownBy(commit::read).hasMessage(place + ": commit HEAD has no folder apps");
        }
        assertThatThrownBy(() -> GitCommit.open(place, "HEAD", "apps/../other")).hasMessageContaining("has a .. in it");
    }

    @Test
    void readsNeitherLinksNorSubmodules() throws IOException {
        repository
                .put("a.yaml", "1")
                .put("link.yaml", FileMode.SYMLINK, repository.insert("../../etc/passwd".getBytes(UTF_8)))
                .put("module.yaml", FileMode.GITLINK, ObjectId.fromString("0123456789012345678901234567890123456789"))
                .put("run.yaml", FileMode.EXECUTABLE_FILE, repository.insert("2".getBytes(UTF_8)))
                .commit();
        assertThat(texts(source.read())).containsExactly("a.yaml=1", "run.yaml=2");
        assertThat(refusals(source.read()))
                .containsExactly("link.yaml: is a link or a submodule", "module.yaml: is a link or a submodule");
    }

    @Test
    void refusesAnObjectThatIsMissingOrDamagedByName() throws IOException {
        var damaged = repository.insert("damaged".getBytes(UTF_8));
        repository
                .put("a.yaml", "1")
                .put(
                        "missing.yaml",
                        FileMode.REGULAR_FILE,
                        ObjectId.fromString("0123456789012345678901234567890123456789"))
                .put("damaged.yaml", FileMode.REGULAR_FILE, damaged)
                .commit();
        var file = place.resolve("objects/" + damaged.name().substring(0, 2) + "/"
                + damaged.name().substring(2));
        assertThat(file.toFile().setWritable(true)).isTrue();
        Files.write(file, new byte[] {1, 2, 3});
        assertThat(texts(source.read())).containsExactly("a.yaml=1");
        assertThat(refusals(source.read()))
                .containsExactly(
                        "damaged.yaml: is damaged in the repository", "missing.yaml: is missing from the repository");
    }

    /// A tree whose levels each name the level below ten times.
    private ObjectId unfolding(int levels, String file) throws IOException {
        var id = repository.insertTree(Map.of(file, repository.insert("1".getBytes(UTF_8))), FileMode.REGULAR_FILE);
        for (int level = 0; level < levels; level++) {
            var above = new TreeMap<String, ObjectId>();
            for (int i = 0; i < 10; i++) {
                above.put("d" + i, id);
            }
            id = repository.insertTree(above, FileMode.TREE);
        }
        return id;
    }

    @Test
    void givesUpOnATreeThatUnfoldsToManifestsWithoutEnd() throws IOException {
        repository.commitTree(unfolding(9, "a.yaml"));
        assertThatThrownBy(source::read).hasMessageContaining("holds more than");
    }

    @Test
    void walksOnceThroughFoldersThatAreNamedManyTimesAndHoldNoManifest() throws IOException {
        var tree = new TreeMap<String, ObjectId>();
        tree.put("bomb", unfolding(200, "README.md"));
        tree.put("empty", unfolding(200, "x"));
        tree.put("good", unfolding(1, "a.yaml"));
        repository.commitTree(repository.insertTree(tree, FileMode.TREE));
        assertThat(texts(source.read())).hasSize(10).contains("good/d0/a.yaml=1", "good/d9/a.yaml=1");
    }

    @Test
    void refusesFoldersThatAreTooLargeTooDeepOrMissingAndReadsTheOthers() throws IOException {
        var deep = repository.insertTree(Map.of("a.yaml", repository.insert(new byte[0])), FileMode.REGULAR_FILE);
        for (int level = 0; level < 600; level++) {
            deep = repository.insertTree(Map.of("d", deep), FileMode.TREE);
        }
        var tree = new TreeMap<String, ObjectId>();
        tree.put("deep", deep);
        tree.put("good", unfolding(0, "a.yaml"));
        tree.put("large", repository.insertTree(("100644 " + "a".repeat(33 << 20) + "\0").getBytes(UTF_8)));
        tree.put("missing", ObjectId.fromString("0123456789012345678901234567890123456789"));
        repository.commitTree(repository.insertTree(tree, FileMode.TREE));
        assertThat(texts(source.read())).containsExactly("good/a.yaml=1");
        assertThat(refusals(source.read()))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("deep/d/d/").endsWith(": lies below more than 500 folders"),
                        line -> assertThat(line).isEqualTo("large: is a folder with too many files"),
                        line -> assertThat(line).isEqualTo("missing: is missing from the repository"));
    }

    @Test
    void aCommitThatIsTooLargeIsAnError() throws IOException {
        // The message is in the commit, and JGit takes the commit into memory whole.
        var who = "Somebody <somebody@example.org> 0 +0000";
        var text = "tree %s\nauthor %s\ncommitter %s\n\n"
                .formatted(unfolding(0, "a.yaml").name(), who, who);
        var commit = repository.insert(Constants.OBJ_COMMIT, (text + "x".repeat(60 << 20)).getBytes(UTF_8));
        Files.writeString(place.resolve("refs/heads/main"), commit.name() + "\n");
        assertThatThrownBy(source::read)
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("has an object that is too large");
    }

    // Which repositories

    @Test
    void opensAFolderWithGitInItAndALinkedWorkTree() throws Exception {
        repository.put("a.yaml", "1").commit();
        var work = Files.createDirectory(folder.resolve("work"));
        Files.writeString(work.resolve("a.yaml"), "of the work tree");
        Files.move(place, work.resolve(".git"));
        try (var commit = GitCommit.open(work, "HEAD", "")) {
            assertThat(texts(commit.read())).containsExactly("a.yaml=1");
            assertThat(commit.places()).contains(work, work.resolve(".git"));
        }
        // As `git worktree add` lays it out.
        var linked = Files.createDirectory(folder.resolve("linked"));
        var private_ = Files.createDirectories(work.resolve(".git/worktrees/linked"));
        Files.writeString(private_.resolve("HEAD"), "ref: refs/heads/main\n");
        Files.writeString(private_.resolve("commondir"), "../..\n");
        Files.writeString(private_.resolve("gitdir"), linked.resolve(".git") + "\n");
        for (var target : new Path[] {private_, linked.relativize(private_)}) {
            Files.writeString(linked.resolve(".git"), "gitdir: " + target + "\n");
            try (var commit = GitCommit.open(linked, "HEAD", "")) {
                assertThat(texts(commit.read())).containsExactly("a.yaml=1");
            }
        }
    }

    @Test
    void readsARepositoryWithReftables() throws Exception {
        String first = repository.put("a.yaml", "1").commit();
        repository.repository().convertRefStorage("reftable", false, false);
        try (var commit = GitCommit.open(place, "main", "")) {
            assertThat(commit.version()).isEqualTo(first);
            String second = repository.put("a.yaml", "2").commit();
            assertThat(commit.version()).isEqualTo(second);
            assertThat(texts(commit.read())).containsExactly("a.yaml=2");
        }
    }

    @Test
    void refusesARepositoryWithSha256Names() throws IOException {
        var config = repository.repository().getConfig();
        config.setInt("core", null, "repositoryformatversion", 1);
        config.setString("extensions", null, "objectformat", "sha256");
        config.save();
        assertThatThrownBy(() -> GitCommit.open(place, "HEAD", ""))
                .hasMessage(place + ": is a repository with sha256 object names, which are not read yet");
    }

    @Test
    void refusesWhatIsNoRepository() throws IOException {
        var plain = Files.createDirectory(folder.resolve("plain"));
        assertThatThrownBy(() -> GitCommit.open(plain, "HEAD", "")).hasMessage(plain + ": is not a Git repository");
        Files.writeString(plain.resolve(".git"), "something else");
        assertThatThrownBy(() -> GitCommit.open(plain, "HEAD", "")).hasMessage(plain + ": is not a Git repository");
        assertThatThrownBy(() -> GitCommit.open(folder.resolve("nowhere"), "HEAD", ""))
                .hasMessageEndingWith("nowhere: is not a Git repository");
    }

    // What it leaves alone

    @Test
    void changesNothingInTheRepository() throws IOException {
        repository.put("a.yaml", "1").put(".gitattributes", "* filter=evil").commit();
        var config = repository.repository().getConfig();
        config.setString("filter", "evil", "smudge", "touch " + folder.resolve("evil"));
        config.save();
        var before = state();
        try (var commit = GitCommit.open(place, "HEAD", "")) {
            commit.version();
            assertThat(texts(commit.read())).containsExactly("a.yaml=1");
            commit.version();
        }
        assertThat(state()).isEqualTo(before);
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    private Map<String, FileTime> state() throws IOException {
        Map<String, FileTime> state = new TreeMap<>();
        try (var all = Files.walk(place)) {
            for (var path : (Iterable<Path>) all::iterator) {
                state.put(place.relativize(path).toString(), Files.getLastModifiedTime(path));
            }
        }
        assertThat(state).containsKey(Constants.HEAD);
        return state;
    }

    @Test
    void refusesARepositoryThatAStrangerPutIntoTheNamedFolder() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give a file to another user");
        var shared = Files.createDirectory(folder.resolve("shared"));
        try (var planted = TestRepository.create(shared.resolve(".git"))) {
            planted.put("a.yaml", "a: b").commit();
            GitCommit.open(shared, "HEAD", "").close();
            Files.setAttribute(shared.resolve(".git"), "unix:uid", 12_345);
            assertThatThrownBy(() -> GitCommit.open(shared, "HEAD", ""))
                    .isInstanceOf(LockstepException.class)
                    .hasMessage(shared.resolve(".git") + ": belongs to 12345, neither to you nor to the owner of "
                            + shared);
            // Whoever names the folder trusts its owner.
            Files.setAttribute(shared, "unix:uid", 12_345);
            GitCommit.open(shared, "HEAD", "").close();
        }
    }
}
