package dev.lockstep.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs the usual work once while the image is built, so that the JVM can record what it loads and links. Nothing else
/// calls it; it stands among the shipped classes because the cache must be made with the class path it is for.
final class Training {
    private Training() {}

    /// Runs the lines of the file `commands` of the working directory, up to the first that fails or is ended.
    public static void main(String[] words) throws IOException {
        for (var line : Files.readAllLines(Path.of("commands"))) {
            int status = Main.run(List.of(line.split(" ")), Main.environment(), System.out, System.err);
            if (status != 0) {
                System.exit(status);
            }
        }
    }
}
