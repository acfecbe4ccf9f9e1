package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The real programs, which lie in `PEERS_HOME/bin`.
final class Peers {
    private final Path work;

    Peers(Path work) {
        this.work = work;
    }

    static Path bin() {
        var home = System.getenv("PEERS_HOME");
        var folder = home == null || home.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache/lockstep-peers")
                : Path.of(home);
        return folder.resolve("bin");
    }

    /// Runs a program of the peers; it must succeed.
    /// @return what it wrote to its standard output
    byte[] run(Map<String, String> environment, String program, String... arguments) {
        try {
            var output = Files.createTempFile(work, "out", "");
            var errors = Files.createTempFile(work, "err", "");
            var builder = new ProcessBuilder(bin().resolve(program).toString());
            builder.command().addAll(List.of(arguments));
            builder.environment().put("PATH", bin() + ":" + System.getenv("PATH"));
            builder.environment().putAll(environment);
            builder.directory(work.toFile());
            builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
            var process = builder.start();
            process.getOutputStream().close();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), program + " did not end");
            assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
            return Files.readAllBytes(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] run(String program, String... arguments) {
        return run(Map.of(), program, arguments);
    }

    String text(String program, String... arguments) {
        var output = run(program, arguments);
        return Ascii.text(output, 0, output.length);
    }

    Path file(String name, byte[] content) {
        try {
            return Files.write(work.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
