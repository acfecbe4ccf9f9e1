package dev.lockstep.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The sops program under `PEERS_HOME`, run on files of a private directory.
final class RealSops {
    /// A run that ended.
    static final class Run {
        private final int exitCode;
        private final String errors;
        private final byte[] output;

        private Run(int exitCode, String errors, byte[] output) {
            this.exitCode = exitCode;
            this.errors = errors;
            this.output = output;
        }

        int exitCode() {
            return exitCode;
        }

        String errors() {
            return errors;
        }

        byte[] bytes() {
            return output.clone();
        }
    }

    private final Path program;
    private final Path directory;
    private final String identity;

    RealSops(Path directory, String identity) {
        this.directory = directory;
        this.identity = identity;
        var home = System.getenv("PEERS_HOME");
        var peers = home == null ? Path.of(System.getProperty("user.home"), ".cache", "lockstep-peers") : Path.of(home);
        program = peers.resolve("bin").resolve("sops");
    }

    /// Runs `sops ARGUMENTS FILE` with the identity at hand.
    Run run(Path file, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(Arrays.asList(arguments));
        command.add(file.toString());
        var out = directory.resolve("sops.out");
        var err = directory.resolve("sops.err");
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("SOPS_AGE_KEY", identity);
        var process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("sops did not end");
        }
        return new Run(process.exitValue(), Files.readString(err), Files.readAllBytes(out));
    }

    /// Writes a file for sops to work on.
    Path file(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }
}
