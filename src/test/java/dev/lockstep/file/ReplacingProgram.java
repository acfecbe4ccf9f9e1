package dev.lockstep.file;

import dev.lockstep.file.AtomicFile.Access;
import dev.lockstep.file.AtomicFile.HardLinks;
import dev.lockstep.problem.LockstepException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program that replaces a file, to be run with few rights, on a full disk, or to be killed.
///
/// Arguments: `replace`, `overwrite` or `write`, the file, the new content; `replace` may have a further one, a number
/// of bytes to fill the content up to. Around the work it looks for two files that do not exist, so that a trace of its
/// system calls shows where the work is.
final class ReplacingProgram {
    static final String BEGIN = "/lockstep-work-begins";
    static final String END = "/lockstep-work-ends";

    private ReplacingProgram() {}

    record Run(int exitCode, String output) {}

    public static void main(String[] arguments) {
        var path = Path.of(arguments[1]);
        var text = arguments.length > 3
                ? arguments[2].repeat(Integer.parseInt(arguments[3]) / arguments[2].length())
                : arguments[2];
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        try {
            // Elsewhere first, so that all classes are loaded before the work begins.
            var elsewhere = Files.createTempFile("elsewhere", "");
            work(arguments[0], elsewhere, new byte[1]);
            Files.delete(elsewhere);
            Files.exists(Path.of(BEGIN));
            work(arguments[0], path, content);
            Files.exists(Path.of(END));
            System.out.println("done");
        } catch (LockstepException e) {
            Files.exists(Path.of(END));
            System.out.println(e.problem().kind() + " " + e.getMessage());
            System.exit(3);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void work(String what, Path path, byte[] content) {
        if (what.equals("replace")) {
            try (var input = InputFile.read(path, InputFile.DEFAULT_CAP)) {
                AtomicFile.replace(input.snapshot(), content, HardLinks.REFUSE);
            }
        } else if (what.equals("overwrite")) {
            try (var input = InputFile.read(path, InputFile.DEFAULT_CAP)) {
                BackedUpFile.overwrite(input.snapshot(), content, Path.of(System.getProperty("java.io.tmpdir")));
            }
        } else {
            AtomicFile.write(path, content, Access.OWNER, HardLinks.REFUSE);
        }
    }

    /// Runs it in a Java of its own, with words before the command such as `strace …`.
    static Run run(List<String> before, String... arguments) throws IOException, InterruptedException {
        var command = command(before, arguments);
        var output = Files.createTempFile("output", ".txt");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("still runs after a minute: " + command);
            }
            return new Run(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    static List<String> command(List<String> before, String... arguments) {
        var command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                ReplacingProgram.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
