package dev.lockstep.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/// The usual work, done once while the image is built, so that the JVM can note what a run loads and links. Nothing
/// else calls it; it stands among the shipped classes because the cache must be made with the class path it is for.
final class Training {
    private Training() {}

    /// Runs the lines of the file `commands` of the working directory with the age key beside it, up to the first that
    /// fails.
    public static void main(String[] words) throws IOException {
        var folder = Path.of("").toAbsolutePath();
        var environment = new HashMap<>(System.getenv());
        environment.put("SOPS_AGE_KEY_FILE", folder.resolve("key.txt").toString());
        var console = new Console(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                environment,
                folder);
        for (var line : Files.readAllLines(folder.resolve("commands"))) {
            if (line.startsWith("#")) continue;
            int status = new CommandLine("lockstep", console).run(List.of(line.split(" ")));
            if (status != 0) System.exit(status);
        }
    }
}
