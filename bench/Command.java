import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A command line whose runs are measured, with the key of the benchmark. Standard output goes to a file, and a run
/// that fails ends the benchmark.
record Command(String name, List<String> words, Path output) {
    /// What a run took: `wall` and `cpu` (user and system) in milliseconds.
    record Run(double wall, double cpu) {}

    private static final int CHILDREN = -1;
    private static final MethodHandle GETRUSAGE = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("getrusage"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

    static Command of(String name, String... words) {
        return new Command(name, List.of(words), Path.of("/dev/null"));
    }

    Command to(Path file) {
        return new Command(name, words, file);
    }

    Run run() throws Exception {
        double cpu = childrensCpu();
        long start = System.nanoTime();
        int status = start().waitFor();
        double wall = (System.nanoTime() - start) / 1e6;
        check(status);
        return new Run(wall, childrensCpu() - cpu);
    }

    /// Runs all, one after the other, `rounds` times, so that a busy moment of the machine hits each alike.
    ///
    /// @return the median of wall and of CPU for each command
    static List<Run> interleaved(int rounds, Command... commands) throws Exception {
        var runs = new ArrayList<List<Run>>();
        for (var command : commands)
            runs.add(new ArrayList<>(List.of(command.run()))); // warms the page cache, not counted
        for (int i = 0; i < rounds; i++) {
            for (int c = 0; c < commands.length; c++) runs.get(c).add(commands[c].run());
        }
        return runs.stream()
                .map(all -> all.subList(1, all.size()))
                .map(Command::median)
                .toList();
    }

    private static Run median(List<Run> runs) {
        double[] wall = runs.stream().mapToDouble(Run::wall).sorted().toArray();
        double[] cpu = runs.stream().mapToDouble(Run::cpu).sorted().toArray();
        return new Run(wall[wall.length / 2], cpu[cpu.length / 2]);
    }

    /// The peak of resident memory in MB of a run of its own; 0 where the system does not tell (outside Linux).
    double peak() throws Exception {
        long peak = 0;
        var process = start();
        var status = Path.of("/proc/" + process.pid() + "/status");
        while (process.isAlive()) {
            peak = Math.max(peak, highWaterMark(status));
            Thread.sleep(0, 500_000);
        }
        check(process.waitFor());
        return peak / 1000.0;
    }

    private static long highWaterMark(Path status) {
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0; // it has ended
        }
    }

    private Process start() throws IOException {
        var builder = new ProcessBuilder(words);
        builder.environment().put("SOPS_AGE_KEY_FILE", "key.txt");
        return builder.redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile())
                .redirectError(new File("errors"))
                .start();
    }

    private void check(int status) throws IOException {
        if (status != 0) {
            throw new IOException(name + " ended with " + status + ": " + Files.readString(Path.of("errors")));
        }
    }

    private static double childrensCpu() {
        try (var arena = Arena.ofConfined()) {
            var usage = arena.allocate(1024, 8);
            int _ = (int) GETRUSAGE.invokeExact(CHILDREN, usage);
            return milliseconds(usage, 0) + milliseconds(usage, 2);
        } catch (Throwable e) {
            throw new IllegalStateException("getrusage cannot be called", e);
        }
    }

    /// A `struct timeval` of two longs.
    private static double milliseconds(MemorySegment usage, int at) {
        long seconds = usage.getAtIndex(ValueLayout.JAVA_LONG, at);
        return seconds * 1e3 + usage.getAtIndex(ValueLayout.JAVA_LONG, at + 1) / 1e3;
    }
}
