package dev.lockstep.keys.age;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Finds programs along `PATH`, of which only absolute folders count: never the working directory.
final class Programs {
    private Programs() {}

    /// @param path value of `PATH`
    /// @return null if there is no such program
    static @Nullable Path find(String name, String path) {
        for (int from = 0; from <= path.length(); ) {
            var separator = path.indexOf(File.pathSeparatorChar, from);
            var end = separator < 0 ? path.length() : separator;
            var program = programIn(path.substring(from, end), name);
            if (program != null) {
                return program;
            }
            from = end + 1;
        }
        return null;
    }

    private static @Nullable Path programIn(String folder, String name) {
        try {
            var directory = Path.of(folder);
            if (!directory.isAbsolute()) {
                return null;
            }
            for (var suffix : File.separatorChar == '\\' ? new String[] {".exe", ""} : new String[] {""}) {
                var program = directory.resolve(name + suffix);
                if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                    return program;
                }
            }
            return null;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
