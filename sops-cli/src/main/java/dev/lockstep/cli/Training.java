package dev.lockstep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs the usual work once while the image is built, so that the JVM can record what it loads and links. Nothing else
/// calls it; it stands among the shipped classes because the cache must be made with the class path it is for.
final class Training {
    private Training() {}

    /// Runs the lines of the file `commands` of the working directory, up to the first that fails.
    public static void main(String[] words) throws IOException {
        for (var line : Files.readAllLines(Path.of("commands"))) {
            if (line.startsWith("#")) continue;
            int status = Main.run(List.of(line.split(" ")));
            if (status != 0) System.exit(status);
        }
    }
}
