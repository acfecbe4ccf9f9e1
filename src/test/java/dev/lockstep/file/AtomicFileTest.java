package dev.lockstep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.file.AtomicFile.Access;
import dev.lockstep.file.AtomicFile.HardLinks;
import dev.lockstep.file.AtomicFile.Outcome;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AtomicFileTest {
    @TempDir
    Path directory;

    @AfterEach
    void leavesNoTemporaryFile() throws IOException {
        try (var entries = Files.walk(directory)) {
            assertThat(entries.filter(path -> path.getFileName().toString().startsWith(".lockstep-")))
                    .isEmpty();
        }
    }

    // What is kept

    @Test
    void replacesTheContent() throws IOException {
        var path = file("old");
        assertThat(replace(path, "new content")).isEqualTo(Outcome.REPLACED);
        assertThat(path).hasContent("new content");
        assertThat(replace(path, "")).isEqualTo(Outcome.REPLACED);
        assertThat(path).isEmptyFile();
    }

    @Test
    void leavesItToTheCallerToMakeTheRenamesOfADirectoryLast() throws IOException {
        var renamed = new HashMap<Path, Path>();
        var paths = List.of(file("old"), Files.writeString(directory.resolve("other"), "old"));
        for (var path : paths) {
            AtomicFile.replace(snapshot(path), bytes("new"), HardLinks.REFUSE, renamed::put);
            assertThat(path).hasContent("new");
        }
        assertThat(renamed).containsExactly(Map.entry(directory, paths.getLast()));
        renamed.forEach(AtomicFile::makeLast);
        assertThatThrownBy(() -> AtomicFile.makeLast(directory.resolve("gone"), paths.getLast()))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("the new content is in place");
    }

    @Test
    void doesNotWriteWhatIsThereAlready() throws IOException {
        var path = file("same");
        var before = FileState.of(path);
        assertThat(replace(path, "same")).isEqualTo(Outcome.UNCHANGED);
        assertThat(FileState.of(path)).isEqualTo(before);
    }

    @Test
    void keepsEveryMode() throws IOException {
        var path = file("old");
        // Only the bits beyond the owner's right to read and write: without those a test without root's rights cannot
        // go on.
        for (int mode :
                IntStream.rangeClosed(0, 07777).filter(m -> (m & 0600) == 0600).toArray()) {
            Files.setAttribute(path, "unix:mode", mode);
            replace(path, "mode " + mode);
            assertThat((int) Files.getAttribute(path, "unix:mode") & 07777)
                    .as(Integer.toOctalString(mode))
                    .isEqualTo(mode);
        }
    }

    @Test
    void keepsOwnerGroupAndUserAttributes() throws IOException {
        var path = file("old");
        var attributes = Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
        attributes.write("origin", ByteBuffer.wrap("here".getBytes(StandardCharsets.UTF_8)));
        boolean root = Integer.valueOf(0).equals(Files.getAttribute(path, "unix:uid"));
        if (root) {
            Files.setAttribute(path, "unix:uid", 1234);
            Files.setAttribute(path, "unix:gid", 2345);
            Files.setAttribute(path, "unix:mode", 06755);
        }
        var before = FileState.of(path);
        replace(path, "new");
        var after = FileState.of(path);
        assertThat(List.of(after.owner(), after.group(), after.mode()))
                .containsExactly(before.owner(), before.group(), before.mode());
        var kept = ByteBuffer.allocate(4);
        Files.getFileAttributeView(path, UserDefinedFileAttributeView.class).read("origin", kept);
        assertThat(new String(kept.array(), StandardCharsets.UTF_8)).isEqualTo("here");
    }

    @Test
    void keepsTheAccessControlListSoThatWhoWasShutOutStaysOut() throws Exception {
        var path = file("old");
        command("setfacl", "-m", "user:1234:r,group:2345:-,mask::r", path.toString());
        var before = command("getfacl", "--absolute-names", path.toString());
        assertThat(before).contains("user:1234:r--", "group:2345:---");
        replace(path, "new");
        assertThat(command("getfacl", "--absolute-names", path.toString())).isEqualTo(before);
        AtomicFile.write(path, bytes("newer"), Access.OWNER, HardLinks.REFUSE);
        assertThat(command("getfacl", "--absolute-names", path.toString())).isEqualTo(before);
        assertThat(path).hasContent("newer");
    }

    private static String command(String... words) throws IOException, InterruptedException {
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin", words[0])));
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    @Test
    void refusesToTakeAFileFromItsOwner() throws Exception {
        var starter = withoutRootsRights();
        org.junit.jupiter.api.Assumptions.assumeFalse(starter.isEmpty(), "only root can make files of others");
        var path = file("old");
        Files.setAttribute(path, "unix:mode", 0666);
        Files.setAttribute(path, "unix:uid", 1234);
        var noGiving = new ArrayList<>(starter);
        noGiving.set(2, noGiving.get(2) + ",-chown,-fowner");
        var run = ReplacingProgram.run(noGiving, "replace", path.toString(), "new");
        assertThat(run.output()).startsWith("OUTPUT_UNWRITABLE " + path + ": belongs to another user");
        assertThat(path).hasContent("old");
        assertThat(ReplacingProgram.run(noGiving, "overwrite", path.toString(), "new")
                        .exitCode())
                .isZero();
        assertThat(path).hasContent("new");
        assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(1234);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 39})
    void keepsSymbolicLinksAndReplacesTheirTarget(int links) throws IOException {
        var target = file("old");
        Files.createDirectories(directory.resolve("elsewhere"));
        var link = target;
        for (int i = 0; i < links; i++) {
            var next = directory.resolve(i % 2 == 0 ? "elsewhere/link" + i : "link" + i);
            Files.createSymbolicLink(next, next.getParent().relativize(link));
            link = next;
        }
        replace(link, "new");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.isSymbolicLink(target)).isFalse();
        assertThat(target).hasContent("new");
    }

    @Test
    void replacesAFileWithTheLongestName() throws IOException {
        var path = Files.writeString(directory.resolve("n".repeat(255)), "old");
        replace(path, "new");
        assertThat(path).hasContent("new");
    }

    @Test
    void replacesAFileInADirectoryWithSetGroupIdAndStickyBit() throws IOException {
        var path = file("old");
        Files.setAttribute(directory, "unix:mode", 03777);
        replace(path, "new");
        assertThat(path).hasContent("new");
    }

    @Test
    void leavesStaleTemporaryFilesOfOthersAlone() throws IOException {
        var path = file("old");
        var stale = Files.writeString(directory.resolve(".lockstep-stale"), "stale");
        replace(path, "new");
        assertThat(stale).hasContent("stale");
        Files.delete(stale);
    }

    // What is refused

    @Test
    void refusesAFileWithSeveralNamesUnlessToldOtherwise() throws IOException {
        var path = file("old");
        Files.createLink(directory.resolve("other"), path);
        assertProblem(() -> replace(path, "new"), Kind.OUTPUT_UNWRITABLE, "has 2 hard links");
        assertThat(path).hasContent("old");
        var snapshot = snapshot(path);
        assertThat(AtomicFile.replace(snapshot, bytes("new"), HardLinks.BREAK)).isEqualTo(Outcome.REPLACED);
        assertThat(path).hasContent("new");
        assertThat(directory.resolve("other")).hasContent("old");
    }

    @Test
    void refusesAFileThatWasChanged() throws IOException {
        refuses(path -> Files.writeString(path, "their"));
        refuses(path -> Files.writeString(path, "longer than before"));
        refuses(path -> Files.setLastModifiedTime(path, FileTime.from(Instant.EPOCH)));
        refuses(path -> Files.setAttribute(path, "unix:mode", 0604));
        refuses(path -> {
            var other = Files.writeString(path.resolveSibling("other"), "old");
            Files.setLastModifiedTime(other, Files.getLastModifiedTime(path));
            Files.move(other, path, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    @Test
    void refusesAFileWhoseContentWasChangedUnderTheSameTime() throws IOException {
        refuses(path -> {
            var time = Files.getLastModifiedTime(path);
            Files.writeString(path, "abc");
            Files.setLastModifiedTime(path, time);
        });
    }

    @Test
    void refusesAFileThatWasRemovedOrWhoseLinkLeadsElsewhere() throws IOException {
        var path = file("old");
        var snapshot = snapshot(path);
        Files.delete(path);
        assertChanged(() -> AtomicFile.replace(snapshot, bytes("new"), HardLinks.REFUSE));
        assertThat(path).doesNotExist();

        var target = Files.writeString(directory.resolve("target"), "old");
        var link = Files.createSymbolicLink(directory.resolve("link"), target);
        var read = snapshot(link);
        Files.delete(link);
        Files.createSymbolicLink(link, Files.writeString(directory.resolve("other"), "old"));
        assertChanged(() -> AtomicFile.replace(read, bytes("new"), HardLinks.REFUSE));
        assertThat(target).hasContent("old");
    }

    private interface Change {
        void to(Path path) throws IOException;
    }

    private void refuses(Change change) throws IOException {
        var path = file("old");
        var snapshot = snapshot(path);
        change.to(path);
        var theirs = Files.readString(path);
        assertChanged(() -> AtomicFile.replace(snapshot, bytes("new"), HardLinks.REFUSE));
        assertThat(path).hasContent(theirs);
        Files.delete(path);
    }

    @Test
    void refusesAFileThatAnotherProgramHasLocked() throws IOException, InterruptedException {
        var path = file("old");
        var snapshot = snapshot(path);
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.lock();
            var run = ReplacingProgram.run(List.of(), "replace", path.toString(), "new");
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.output()).contains("FILE_CHANGED_MEANWHILE");
            assertChanged(() -> AtomicFile.replace(snapshot, bytes("new"), HardLinks.REFUSE));
        }
        assertThat(path).hasContent("old");
        assertThat(AtomicFile.replace(snapshot, bytes("new"), HardLinks.REFUSE)).isEqualTo(Outcome.REPLACED);
    }

    @Test
    void losesNoChangeOfSeveralWritersAtOnce() throws Exception {
        var path = file("0");
        var written = new AtomicInteger();
        var writers = IntStream.range(0, 4)
                .mapToObj(_ -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 50; i++) {
                        try (var input = InputFile.read(path, 100)) {
                            var snapshot = input.snapshot();
                            int count = Integer.parseInt(new String(input.bytes(), StandardCharsets.UTF_8));
                            AtomicFile.replace(snapshot, bytes(Integer.toString(count + 1)), HardLinks.REFUSE);
                            written.incrementAndGet();
                        } catch (LockstepException e) {
                            assertThat(e.problem().kind()).isEqualTo(Kind.FILE_CHANGED_MEANWHILE);
                        }
                    }
                }))
                .toList();
        for (var writer : writers) {
            writer.join();
        }
        assertThat(written).hasPositiveValue();
        assertThat(path).hasContent(Integer.toString(written.get()));
    }

    @Test
    void showsReadersOnlyTheOldOrTheNewContent() throws Exception {
        var texts = List.of("a".repeat(200_000), "b".repeat(100_000));
        var path = file(texts.getFirst());
        var stop = new AtomicBoolean();
        var writer = Thread.ofPlatform().start(() -> {
            for (int i = 1; !stop.get(); i++) {
                replace(path, texts.get(i % 2));
            }
        });
        for (int i = 0; i < 300; i++) {
            assertThat(Files.readString(path)).isIn(texts);
        }
        stop.set(true);
        writer.join();
    }

    @Test
    void refusesAWriteProtectedFileAndADirectoryThatAllowsNoNewFile() throws Exception {
        var path = file("old");
        Files.setAttribute(path, "unix:mode", 0444);
        var run = ReplacingProgram.run(withoutRootsRights(), "replace", path.toString(), "new");
        assertThat(run.output()).startsWith("OUTPUT_UNWRITABLE " + path + ": is write-protected");
        Files.setAttribute(path, "unix:mode", 0644);
        Files.setAttribute(directory, "unix:mode", 0555);
        run = ReplacingProgram.run(withoutRootsRights(), "replace", path.toString(), "new");
        assertThat(run.output())
                .startsWith("OUTPUT_UNWRITABLE " + path + ": cannot be written: its directory allows no new file");
        run = ReplacingProgram.run(withoutRootsRights(), "overwrite", path.toString(), "old and over");
        assertThat(run.output()).isEqualTo("done\n");
        assertThat(path).hasContent("old and over");
        Files.setAttribute(directory, "unix:mode", 0755);
        run = ReplacingProgram.run(withoutRootsRights(), "replace", path.toString(), "new");
        assertThat(run.output()).isEqualTo("done\n");
    }

    @Test
    void leavesTheOldFileWhenTheNewOneGrowsBeyondTheLimitOfTheProcess() throws Exception {
        var path = file("old");
        var limited = List.of("bash", "-c", "ulimit -f 100; exec \"$@\"", "bash");
        var run = ReplacingProgram.run(limited, "replace", path.toString(), "x", "1000000");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.output())
                .startsWith("OUTPUT_UNWRITABLE " + path + ": cannot be written: ")
                .hasLineCount(1);
        assertThat(path).hasContent("old");
        run = ReplacingProgram.run(limited, "write", directory.resolve("new").toString(), "x", "1000000");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(directory.resolve("new")).doesNotExist();
    }

    // Files that were not read before

    @Test
    void createsAFileForItsOwnerOnlyOrForWhomTheMaskLets() throws IOException {
        var path = directory.resolve("new");
        AtomicFile.write(path, bytes("secret"), Access.OWNER, HardLinks.REFUSE);
        assertThat(path).hasContent("secret");
        assertThat(mode(path)).isEqualTo(0600);
        var open = directory.resolve("open");
        AtomicFile.write(open, bytes("sealed"), Access.DEFAULT, HardLinks.REFUSE);
        var plain = Files.writeString(directory.resolve("plain"), "x");
        assertThat(mode(open)).isEqualTo(mode(plain));
    }

    @Test
    void replacesAFileThatIsThereAndKeepsItsMode() throws IOException {
        var path = file("old");
        Files.setAttribute(path, "unix:mode", 0640);
        var link = Files.createSymbolicLink(directory.resolve("link"), path);
        AtomicFile.write(link, bytes("new"), Access.OWNER, HardLinks.REFUSE);
        assertThat(path).hasContent("new");
        assertThat(mode(path)).isEqualTo(0640);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        Files.createLink(directory.resolve("hard"), path);
        assertProblem(
                () -> AtomicFile.write(path, bytes("x"), Access.OWNER, HardLinks.REFUSE),
                Kind.OUTPUT_UNWRITABLE,
                "hard links");
    }

    @Test
    void writesToADeviceAsItIs() throws IOException {
        AtomicFile.write(Path.of("/dev/null"), bytes("x"), Access.OWNER, HardLinks.REFUSE);
        assertThat(Files.readAttributes(Path.of("/dev/null"), BasicFileAttributes.class)
                        .isOther())
                .isTrue();
        assertProblem(
                () -> AtomicFile.write(Path.of("/dev/full"), bytes("x"), Access.OWNER, HardLinks.REFUSE),
                Kind.OUTPUT_UNWRITABLE,
                "/dev/full: cannot be written: no space left on device");
    }

    @Test
    void refusesPlacesWhereNoFileCanBe() throws IOException {
        assertProblem(
                () -> AtomicFile.write(directory.resolve("absent/new"), bytes("x"), Access.OWNER, HardLinks.REFUSE),
                Kind.OUTPUT_UNWRITABLE,
                "absent/new: cannot be written: no such file or directory");
        assertProblem(
                () -> AtomicFile.write(directory, bytes("x"), Access.OWNER, HardLinks.REFUSE),
                Kind.OUTPUT_UNWRITABLE,
                "is a directory");
        var dangling = Files.createSymbolicLink(directory.resolve("dangling"), Path.of("absent"));
        assertProblem(
                () -> AtomicFile.write(dangling, bytes("x"), Access.OWNER, HardLinks.REFUSE),
                Kind.OUTPUT_UNWRITABLE,
                "is a symbolic link to nothing");
        var loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        assertProblem(
                () -> AtomicFile.write(loop, bytes("x"), Access.OWNER, HardLinks.REFUSE),
                Kind.OUTPUT_UNWRITABLE,
                "too many levels of symbolic links");
        assertThat(Files.exists(loop, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    /// Root may do anything; what takes that away leaves the owner's rights.
    private static List<String> withoutRootsRights() throws IOException {
        boolean root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        return root ? List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search") : List.of();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("file"), text);
    }

    private static FileSnapshot snapshot(Path path) {
        try (var input = InputFile.read(path, InputFile.DEFAULT_CAP)) {
            return input.snapshot();
        }
    }

    private static Outcome replace(Path path, String text) {
        return AtomicFile.replace(snapshot(path), bytes(text), HardLinks.REFUSE);
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode") & 07777;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertChanged(ThrowingCallable call) {
        assertProblem(call, Kind.FILE_CHANGED_MEANWHILE, "was changed by another process meanwhile");
    }

    private static void assertProblem(ThrowingCallable call, Kind kind, String part) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LockstepException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(kind))
                .hasMessageContaining(part);
    }
}
