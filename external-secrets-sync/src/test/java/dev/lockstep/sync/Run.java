package dev.lockstep.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.keys.ProviderEnvironment;
import dev.lockstep.testkit.Canary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// One run of the program, and what it left on the streams. No run shows the canary.
record Run(int code, String out, String err) {
    /// @param words the command line; paths and the like as they print
    static Run of(ProviderEnvironment environment, Stream<?> words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = Main.run(
                words.map(Object::toString).toList(),
                environment,
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
        var run = new Run(code, out.toString(UTF_8), err.toString(UTF_8));
        Canary.assertAbsent(run.out());
        Canary.assertAbsent(run.err());
        return run;
    }

    /// The files that a workload sees, by path below an output; none if there is no output.
    static Map<String, String> written(Path to) throws IOException {
        Map<String, String> files = new TreeMap<>();
        if (Files.exists(to)) {
            try (var all = Files.walk(to)) {
                for (var path : (Iterable<Path>) all::iterator) {
                    if (Files.isSymbolicLink(path) && Files.isRegularFile(path)) {
                        files.put(to.relativize(path).toString(), Files.readString(path));
                    }
                }
            }
        }
        return files;
    }
}
