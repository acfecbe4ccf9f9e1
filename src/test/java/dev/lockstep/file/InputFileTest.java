package dev.lockstep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class InputFileTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 65535, 65536, 65537, 200_000})
    void readsAFileOfAnySize(int size) throws IOException {
        var content = content(size);
        var path = Files.write(directory.resolve("file"), content);
        try (var input = InputFile.read(path, InputFile.DEFAULT_CAP)) {
            assertThat(input.bytes()).isEqualTo(content);
            assertThat(input.isRegular()).isTrue();
        }
    }

    @Test
    void readsAFileAsLargeAsTheCapAndNoLarger() throws IOException {
        var path = Files.write(directory.resolve("file"), content(1000));
        InputFile.read(path, 1000).close();
        assertProblem(
                () -> InputFile.read(path, 999), Kind.FILE_UNREADABLE, path + ": is larger than the cap of 999 bytes");
    }

    @Test
    void refusesWhatIsNotThere() throws IOException {
        assertProblem(() -> read("absent"), Kind.FILE_NOT_FOUND, directory.resolve("absent") + ": no such file");
        Files.createSymbolicLink(directory.resolve("dangling"), Path.of("absent"));
        assertProblem(() -> read("dangling"), Kind.FILE_NOT_FOUND, "is a symbolic link to nothing");
        Files.writeString(directory.resolve("file"), "x");
        assertProblem(() -> read("file/below"), Kind.FILE_NOT_FOUND, "file/below: no such file");
    }

    @Test
    void refusesADirectoryAndALoop() throws IOException {
        assertProblem(() -> InputFile.read(directory, 10), Kind.FILE_UNREADABLE, directory + ": is a directory");
        Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        assertProblem(() -> read("loop"), Kind.FILE_UNREADABLE, "too many levels of symbolic links");
    }

    @Test
    void readsADeviceOrPipeToTheEndOrToTheCapButDoesNotReplaceIt() throws Exception {
        assertThat(InputFile.read(Path.of("/dev/null"), 10).bytes()).isEmpty();
        assertProblem(() -> InputFile.read(Path.of("/dev/zero"), 1 << 20), Kind.FILE_UNREADABLE, "larger than the cap");
        var fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        var writer = Thread.ofPlatform().start(() -> {
            try (var out = Files.newOutputStream(fifo)) {
                out.write(content(100_000));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        try (var input = InputFile.read(fifo, InputFile.DEFAULT_CAP)) {
            assertThat(input.bytes()).isEqualTo(content(100_000));
            assertProblem(input::snapshot, Kind.OUTPUT_UNWRITABLE, "is not a regular file and cannot be replaced");
        }
        writer.join();
    }

    @Test
    void readsAFileWhoseSizeTheSystemDoesNotTell() {
        try (var input = InputFile.read(Path.of("/proc/self/status"), InputFile.DEFAULT_CAP)) {
            assertThat(new String(input.bytes(), StandardCharsets.UTF_8)).contains("Pid:");
        }
    }

    /// A writer may stop in the middle for as long as it likes, so a reading may be the beginning of what it writes,
    /// but not a mixture.
    @Test
    void neverMixesTwoVersionsOfAFileThatChanges() throws Exception {
        var path = Files.write(directory.resolve("file"), version(0));
        var stop = new AtomicBoolean();
        var writer = Thread.ofPlatform().start(() -> {
            for (int number = 1; !stop.get(); number++) {
                try {
                    Files.write(path, version(number));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        try {
            for (int i = 0; i < 200; i++) {
                try (var input = InputFile.read(path, InputFile.DEFAULT_CAP)) {
                    byte[] bytes = input.bytes();
                    var whole = bytes.length < 4
                            ? bytes
                            : version(ByteBuffer.wrap(bytes).getInt());
                    assertThat(Arrays.equals(bytes, Arrays.copyOf(whole, bytes.length)))
                            .isTrue();
                } catch (LockstepException e) {
                    assertThat(e.problem().kind()).isEqualTo(Kind.FILE_CHANGED_MEANWHILE);
                }
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    @Test
    void refusesAFileThatGrowsWhileItIsRead() throws Exception {
        var path = Files.write(directory.resolve("file"), content(8 << 20));
        var stop = new AtomicBoolean();
        var writer = Thread.ofPlatform().start(() -> {
            try (var out = Files.newOutputStream(path, StandardOpenOption.APPEND)) {
                while (!stop.get()) {
                    out.write(1);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        try {
            assertProblem(
                    () -> {
                        for (int i = 0; i < 100; i++) {
                            InputFile.read(path, InputFile.DEFAULT_CAP).close();
                        }
                    },
                    Kind.FILE_CHANGED_MEANWHILE,
                    path + ": changes while it is read");
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    private static byte[] version(int number) {
        byte[] bytes = content(300_000 + number % 1000 * 100);
        ByteBuffer.wrap(bytes).putInt(number);
        return bytes;
    }

    @Test
    void readsAStreamUpToTheCap() {
        var content = content(100_000);
        assertThat(InputFile.read(new ByteArrayInputStream(content), "standard input", 100_000))
                .isEqualTo(content);
        assertProblem(
                () -> InputFile.read(new ByteArrayInputStream(content), "standard input", 99_999),
                Kind.FILE_UNREADABLE,
                "standard input: is larger than the cap");
        assertProblem(
                () -> InputFile.read(broken(), "standard input", 10), Kind.FILE_UNREADABLE, "standard input: cannot");
    }

    private static InputStream broken() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }
        };
    }

    @Test
    void knowsItselfByEveryName() throws IOException {
        var path = Files.writeString(directory.resolve("file"), "x");
        Files.createLink(directory.resolve("hard"), path);
        Files.createSymbolicLink(directory.resolve("soft"), path);
        Files.writeString(directory.resolve("twin"), "x");
        try (var input = InputFile.read(path, 10)) {
            assertThat(input.isAlso(directory.resolve("hard"))).isTrue();
            assertThat(input.isAlso(directory.resolve("soft"))).isTrue();
            assertThat(input.isAlso(directory.resolve("x/../file"))).isFalse();
            Files.createDirectory(directory.resolve("x"));
            assertThat(input.isAlso(directory.resolve("x/../file"))).isTrue();
            assertThat(input.isAlso(directory.resolve("twin"))).isFalse();
        }
    }

    @Test
    void escapesControlCharactersOfTheName() {
        assertThatThrownBy(() -> read("a\nb\u001b[31m")).hasMessage(directory + "/a\\nb\\u001b[31m: no such file");
    }

    @Test
    void wipesTheBytesUnlessTheyWereTaken() throws IOException {
        var path = Files.writeString(directory.resolve("file"), "secret");
        var input = InputFile.read(path, 10);
        byte[] lent = input.bytes();
        input.close();
        assertThat(lent).containsOnly(0);
        input = InputFile.read(path, 10);
        byte[] taken = input.takeBytes();
        input.close();
        assertThat(taken).isEqualTo("secret".getBytes(StandardCharsets.UTF_8));
    }

    private InputFile read(String name) {
        return InputFile.read(directory.resolve(name), InputFile.DEFAULT_CAP);
    }

    private static byte[] content(int size) {
        var bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + size);
        }
        return bytes;
    }

    private static void assertProblem(ThrowingCallable call, Kind kind, String part) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LockstepException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(kind))
                .hasMessageContaining(part);
    }
}
