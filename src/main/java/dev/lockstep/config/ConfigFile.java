package dev.lockstep.config;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the configuration is looked for: in a directory and all above it, as sops does.
///
/// @param path the configuration file; null if there is none
/// @param warning something the user should know; empty if there is nothing
record ConfigFile(@Nullable Path path, String warning) {
    static final String NAME = ".sops.yaml";
    private static final String OTHER_NAME = ".sops.yml";
    private static final int LEVELS = 100;

    static ConfigFile find(Path workingDirectory) {
        Path other = null;
        var directory = workingDirectory.toAbsolutePath().normalize();
        for (int i = 0; i < LEVELS && directory != null; i++) {
            var path = directory.resolve(NAME);
            if (Files.exists(path)) {
                return new ConfigFile(path, other == null ? "" : ignored(other) + "; using \"" + path + "\" instead");
            }
            if (other == null && Files.exists(directory.resolve(OTHER_NAME))) {
                other = directory.resolve(OTHER_NAME);
            }
            directory = directory.getParent();
        }
        return new ConfigFile(null, other == null ? "" : ignored(other));
    }

    private static String ignored(Path other) {
        return "ignoring \"" + other + "\" when searching for config file; the config file must be called \"" + NAME
                + "\"";
    }
}
