package dev.lockstep.sync.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.Specs;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FilesTargetTest extends TargetContract {
    @TempDir
    private Path folder;

    private Path root;
    private Path place;
    private FilesTarget target;

    @BeforeEach
    void open() {
        root = folder.resolve("out");
        place = root.resolve("shop/db");
        target = FilesTarget.open(root);
    }

    @AfterEach
    void close() {
        target.close();
    }

    @Override
    Target target() {
        return target;
    }

    // Rights and layout

    @Test
    void onlyTheOwnerMayReadAndNobodyMayWrite() throws IOException {
        write(NAME, "password", "one");
        assertThat(mode(root)).isEqualTo("rwx------");
        assertThat(mode(root.resolve("shop"))).isEqualTo("rwx------");
        assertThat(mode(place)).isEqualTo("rwx------");
        assertThat(mode(place.resolve("..data").toRealPath())).isEqualTo("rwx------");
        assertThat(mode(place.resolve("password").toRealPath())).isEqualTo("r--------");
    }

    @Test
    void hasALinkForEachKeyAndOneState() throws IOException {
        write(NAME, "password", "one", "user", "me");
        write(NAME, "password", "two", "token", "new");
        var names = names(place);
        assertThat(names.removeIf(name -> name.startsWith("..state-"))).isTrue();
        assertThat(names).containsExactly("..data", "password", "token");
        assertThat(place.resolve("password")).hasContent("two");
        assertThat(Files.readSymbolicLink(place.resolve("token"))).hasToString("..data/token");
        assertThat(names(place)).hasSize(4);
    }

    @Test
    void leavesADirectoryThatIsThereAsItIs() throws IOException {
        var mount = Files.createDirectory(folder.resolve("mount"));
        Files.setPosixFilePermissions(mount, PosixFilePermissions.fromString("rwxrwxr-x"));
        FilesTarget.open(mount).close();
        assertThat(mode(mount)).isEqualTo("rwxrwxr-x");
    }

    @Test
    void writesThroughALinkToTheRoot() throws IOException {
        target.close();
        var link = Files.createSymbolicLink(folder.resolve("link"), root);
        target = FilesTarget.open(link);
        write(NAME, "password", "one");
        assertThat(place.resolve("password")).hasContent("one");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void refusesARootThatIsAFileOrADanglingLink() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "mine");
        var link = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
        assertUnwritable(() -> FilesTarget.open(file));
        assertUnwritable(() -> FilesTarget.open(link));
        assertThat(file).hasContent("mine");
    }

    @Test
    void letsOneProcessWriteAtATime() {
        assertThatThrownBy(() -> FilesTarget.open(root))
                .hasMessageEndingWith("out: another lockstep-sync writes there");
        target.close();
        target = FilesTarget.open(root);
    }

    // What is not ours

    @Test
    void touchesNoFileOfOthers() throws IOException {
        write(NAME, "password", "one");
        Files.writeString(place.resolve("notes"), "mine");
        assertThat(target.live(Specs.manifest(NAME)))
                .isEqualTo(new Live.Foreign(place.resolve("notes").toString()));
        assertUnwritable(() -> write(NAME, "password", "two", "notes", "theirs"));
        target.remove(NAME, ObjectVersion.NONE);
        assertThat(place.resolve("notes")).hasContent("mine");
        assertThat(place.resolve("password")).hasContent("one");
        assertThat(target.owned()).isEmpty();
    }

    @Test
    void followsNoLinkOutOfTheRoot() throws IOException {
        var outside = Files.createDirectories(folder.resolve("outside/db"));
        Files.createSymbolicLink(root.resolve("shop"), outside.getParent());
        assertThat(target.live(Specs.manifest(NAME)))
                .isEqualTo(new Live.Foreign(root.resolve("shop").toString()));
        assertUnwritable(() -> write(NAME, "password", "one"));
        assertThat(target.owned()).isEmpty();

        var bank = new SecretName("bank", "db");
        Files.createDirectory(root.resolve("bank"));
        Files.createSymbolicLink(root.resolve("bank/db"), outside);
        assertThat(target.live(Specs.manifest(bank))).isInstanceOf(Live.Foreign.class);
        assertUnwritable(() -> write(bank, "password", "one"));
        target.remove(bank, ObjectVersion.NONE);
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void takesALinkOfDataElsewhereForForeign() throws IOException {
        var outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("password"), "theirs");
        Files.createDirectories(place);
        Files.createSymbolicLink(place.resolve("..data"), outside);
        assertThat(target.live(Specs.manifest(NAME))).isInstanceOf(Live.Foreign.class);
        target.remove(NAME, ObjectVersion.NONE);
        assertThat(outside.resolve("password")).hasContent("theirs");
        assertThat(place.resolve("..data")).isSymbolicLink();
    }

    @Test
    void ownsNothingThatItDidNotMake() throws IOException {
        Files.createDirectories(root.resolve("Not a namespace/db"));
        Files.createDirectories(root.resolve("shop/empty"));
        Files.createDirectories(root.resolve("shop/Not a name/..state-1"));
        Files.writeString(root.resolve("shop/file"), "");
        write(NAME, "password", "one");
        assertThat(target.owned()).containsExactly(NAME);
    }

    // What a kill or a stranger left

    @Test
    void writesAnewWhatIsDamaged() throws IOException {
        for (var damage : Damage.values()) {
            write(NAME, "password", "one", "user", "me");
            damage.doTo(place);
            assertThat(target.live(Specs.manifest(NAME))).as(damage.name()).isInstanceOf(Live.Damaged.class);
            assertThat(target.owned()).as(damage.name()).containsExactly(NAME);
            write(NAME, "password", "one", "user", "me");
            assertThat(read(NAME)).as(damage.name()).containsOnlyKeys("password", "user");
            assertThat(names(place)).as(damage.name()).hasSize(4);
        }
    }

    private enum Damage {
        LINK_MISSING {
            @Override
            void doTo(Path place) throws IOException {
                Files.delete(place.resolve("user"));
            }
        },
        LINK_LEFT_OVER {
            @Override
            void doTo(Path place) throws IOException {
                Files.createSymbolicLink(place.resolve("old"), Path.of("..data/old"));
            }
        },
        STATE_LEFT_OVER {
            @Override
            void doTo(Path place) throws IOException {
                Files.writeString(
                        Files.createDirectory(place.resolve("..state-0")).resolve("password"), "old");
            }
        },
        NEXT_LEFT_OVER {
            @Override
            void doTo(Path place) throws IOException {
                Files.createSymbolicLink(place.resolve("..next"), Path.of("..state-0"));
            }
        },
        CURRENT_MISSING {
            @Override
            void doTo(Path place) throws IOException {
                Files.delete(place.resolve("..data"));
            }
        },
        STATE_MISSING {
            @Override
            void doTo(Path place) throws IOException {
                Files.delete(place.resolve("..data"));
                Files.createSymbolicLink(place.resolve("..data"), Path.of("..state-0"));
            }
        },
        FILE_MISSING {
            @Override
            void doTo(Path place) throws IOException {
                Files.delete(place.resolve("user").toRealPath());
            }
        },
        FILE_READABLE_BY_ALL {
            @Override
            void doTo(Path place) throws IOException {
                Files.setPosixFilePermissions(place.resolve("user"), PosixFilePermissions.fromString("r--r--r--"));
            }
        },
        STATE_READABLE_BY_ALL {
            @Override
            void doTo(Path place) throws IOException {
                Files.setPosixFilePermissions(place.resolve("..data"), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        };

        abstract void doTo(Path place) throws IOException;
    }

    @Test
    void sweepsWhatAKillLeftOfARemovedSecret() throws IOException {
        target.close();
        var gone = Files.createDirectories(root.resolve("shop/..gone-1/..state-1"));
        Files.writeString(gone.resolve("password"), "old");
        target = FilesTarget.open(root);
        assertThat(root.resolve("shop")).isEmptyDirectory();
    }

    @Test
    void keepsTheOldStateIfTheNewOneCannotBeWritten() throws IOException {
        write(NAME, "password", "one");
        var before = names(place);
        // A key longer than any file system takes fails in the middle of the state.
        assertUnwritable(() -> write(NAME, "password", "two", "k".repeat(300), "x"));
        assertThat(read(NAME)).containsEntry("password", "one");
        assertThat(names(place)).isEqualTo(before);
    }

    // The swap

    @Test
    void aReaderOfDataNeverSeesTwoStatesMixed() throws Exception {
        write(NAME, "a", "0", "b", "0");
        var done = new AtomicBoolean();
        var reads = new AtomicInteger();
        var failure = new AtomicReference<Throwable>();
        var reader = Thread.ofPlatform().start(() -> {
            try {
                while (!done.get()) {
                    readOnce();
                    reads.incrementAndGet();
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        for (int i = 1; i <= 300 || reads.get() < 100 && reader.isAlive(); i++) {
            write(NAME, "a", "" + i, "b", "" + i);
        }
        done.set(true);
        reader.join();
        assertThat(failure).hasValue(null);
    }

    /// Opens the state once, as a workload should, and starts again if it was replaced meanwhile.
    private void readOnce() throws IOException {
        var state = place.resolve(Files.readSymbolicLink(place.resolve("..data")));
        try {
            assertThat(Files.readString(state.resolve("a"))).isEqualTo(Files.readString(state.resolve("b")));
        } catch (NoSuchFileException e) {
            assertThat(Files.readSymbolicLink(place.resolve("..data")).toString())
                    .as("a state goes only after another has taken its place")
                    .isNotEqualTo(state.getFileName().toString());
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    private static TreeSet<String> names(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            var names = new TreeSet<String>();
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
            return names;
        }
    }

    private static void assertUnwritable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LockstepException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(Kind.OUTPUT_UNWRITABLE));
    }
}
