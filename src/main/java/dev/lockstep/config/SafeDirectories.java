package dev.lockstep.config;

import dev.lockstep.file.TrustedOwners;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a `.sops.yaml` of another user may be found and used: what `safe.directory` is for Git. Such a file could name
/// its owner's keys, or leave values readable.
public final class SafeDirectories {
    /// The environment variable that lists them.
    public static final String VARIABLE = "LOCKSTEP_SAFE_DIRECTORY";

    /// Nobody else's configuration is used.
    public static final SafeDirectories NONE = new SafeDirectories("", "");

    private final List<String> directories;
    private final TrustedOwners owners;

    /// @param directories absolute paths between colons; `DIR/*` stands for all below DIR, `*` for all
    /// @param sudoUser the value of `SUDO_UID`
    public SafeDirectories(String directories, String sudoUser) {
        this.directories = List.of(directories.split(":"));
        this.owners = new TrustedOwners(sudoUser);
    }

    /// Who owns a configuration file that must not be used; null if it may be.
    @Nullable
    String strangerOf(Path config) {
        try {
            var stranger = owners.stranger(config);
            return stranger == null || isListed(config.toAbsolutePath().getParent()) ? null : stranger;
        } catch (IOException e) {
            return null; // What cannot be looked at cannot be read either, and reading tells why.
        }
    }

    private boolean isListed(@Nullable Path directory) {
        for (var listed : directories) {
            if (listed.equals("*") || directory != null && covers(listed, directory)) {
                return true;
            }
        }
        return false;
    }

    private static boolean covers(String listed, Path directory) {
        if (!listed.startsWith("/")) {
            return false;
        }
        return listed.endsWith("/*")
                ? directory.startsWith(Path.of(listed.substring(0, listed.length() - 1)))
                : directory.equals(Path.of(listed).normalize());
    }
}
