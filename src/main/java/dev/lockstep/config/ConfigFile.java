package dev.lockstep.config;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Finds the configuration file: in a directory and all above it, as sops does.
///
/// @param path the configuration file; null if there is none
/// @param stranger who else owns the file, so that it must not be used; null if it may be
/// @param warning something the user should know; empty if there is nothing
record ConfigFile(@Nullable Path path, @Nullable String stranger, String warning) {
    static final String NAME = ".sops.yaml";
    private static final String OTHER_NAME = ".sops.yml";
    private static final int LEVELS = 100;

    static ConfigFile named(Path path) {
        return new ConfigFile(path, null, "");
    }

    static ConfigFile find(Path workingDirectory, SafeDirectories safe) {
        Path other = null;
        var directory = workingDirectory.toAbsolutePath().normalize();
        for (int i = 0; i < LEVELS && directory != null; i++) {
            var path = directory.resolve(NAME);
            if (Files.exists(path)) {
                var warning = other == null ? "" : ignored(other) + "; using \"" + path + "\" instead";
                return new ConfigFile(path, safe.strangerOf(path), warning);
            }
            if (other == null && Files.exists(directory.resolve(OTHER_NAME))) {
                other = directory.resolve(OTHER_NAME);
            }
            directory = directory.getParent();
        }
        return new ConfigFile(null, null, other == null ? "" : ignored(other));
    }

    private static String ignored(Path other) {
        return "ignoring \"" + other + "\" when searching for config file; the config file must be called \"" + NAME
                + "\"";
    }
}
