package dev.lockstep.cli;

import dev.lockstep.testkit.Canary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A directory, an environment and the program in them: within this JVM, or as a process of its own where signals,
/// descriptors or memory matter.
final class Sandbox {
    /// Stands in every secret of these tests; must never be seen on standard error.
    static final String CANARY = Canary.text();

    /// Two key pairs made for these tests.
    static final String IDENTITY = "AGE-SECRET-KEY-16795LCQK9843NT0Y3M8GC8X87KMMPVS9GFMQVRUWN430TMX5AFGSGCM8H9";
    static final String RECIPIENT = "age1rm3xxmut9kkkzjf4calv67uhlgegmq0t7fxkplk767n7p9h9u5vs4nsx0u";
    static final String OTHER_IDENTITY = "AGE-SECRET-KEY-1AWP9F4T3EWND9J99YWELC3J082SDU9VM6E7W3CS799474G0KCH7S54TYDV";
    static final String OTHER_RECIPIENT = "age13ulwvef7ze6uwdxqvdtv70tyeleqm0unssqz7ndklv8g5qxwef3qzfnm7v";

    private final Path directory;
    private final Map<String, String> environment = new TreeMap<>();
    private byte[] input = {};
    private String heap = "256m";

    /// @param directory empty; becomes the working directory of the program
    Sandbox(Path directory) {
        this.directory = directory;
        environment.put("HOME", "/nonexistent");
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("SOPS_AGE_KEY", IDENTITY);
    }

    /// With a creation rule for everything, for the first recipient.
    static Sandbox withRule(Path directory) {
        return new Sandbox(directory).file(".sops.yaml", "creation_rules:\n  - age: " + RECIPIENT + "\n");
    }

    Path directory() {
        return directory;
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    Sandbox file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Sandbox file(String name, byte[] bytes) {
        try {
            Files.createDirectories(path(name).getParent());
            Files.write(path(name), bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Encrypts a text with this program and keeps it as a file.
    Sandbox encryptedFile(String name, String text) {
        file(name, text);
        var run = run("encrypt", "-i", "--age", RECIPIENT, name).succeeded();
        if (!run.errors().isEmpty()) {
            throw new AssertionError(run);
        }
        return this;
    }

    byte[] bytes(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /// An empty value removes the variable.
    Sandbox variable(String name, String value) {
        if (value.isEmpty()) {
            environment.remove(name);
        } else {
            environment.put(name, value);
        }
        return this;
    }

    /// How much heap a process gets from now on, as `-Xmx` takes it.
    Sandbox heap(String limit) {
        heap = limit;
        return this;
    }

    Sandbox input(String text) {
        input = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    Run run(String... words) {
        return runAs("lockstep", words);
    }

    /// Within this JVM.
    Run runAs(String programName, String... words) {
        var output = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        var console = new Console(new ByteArrayInputStream(input), output, errors, Map.copyOf(environment), directory);
        long start = System.nanoTime();
        int exit = new CommandLine(programName, console).run(List.of(words));
        var took = Duration.ofNanos(System.nanoTime() - start);
        return new Run(List.of(words), exit, output.toByteArray(), errors.toString(StandardCharsets.UTF_8), took);
    }

    /// As a process with a heap of 256 MiB, so that together with the JVM itself it stays below 512 MiB.
    Run process(String... words) {
        return process(List.of(), words);
    }

    /// As a process, started through another program such as `setpriv`.
    Run process(List<String> starter, String... words) {
        try {
            var errors = Files.createTempFile("lockstep-test", ".stderr");
            var output = Files.createTempFile("lockstep-test", ".stdout");
            try {
                long start = System.nanoTime();
                var process = builder(starter, words)
                        .redirectError(errors.toFile())
                        .redirectOutput(output.toFile())
                        .start();
                try (var stdin = process.getOutputStream()) {
                    stdin.write(input);
                } catch (IOException e) {
                    // It did not read its input to the end.
                }
                if (!process.waitFor(120, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(List.of(words) + " did not end within 120 s");
                }
                var took = Duration.ofNanos(System.nanoTime() - start);
                return new Run(
                        List.of(words),
                        process.exitValue(),
                        Files.readAllBytes(output),
                        Files.readString(errors),
                        took);
            } finally {
                Files.delete(errors);
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// A process that is not started yet.
    ProcessBuilder builder(List<String> starter, String... words) {
        var command = new ArrayList<>(starter);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /// What makes a process obey file modes even where the tests run as root; empty when they do not.
    static List<String> withoutPrivilege() {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        var setpriv = Path.of("/usr/bin/setpriv");
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Files.isExecutable(setpriv), "runs as root without setpriv: file modes do not count");
        return List.of(setpriv.toString(), "--bounding-set=-dac_override,-dac_read_search,-fowner");
    }
}
