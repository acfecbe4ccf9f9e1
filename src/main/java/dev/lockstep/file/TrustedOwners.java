package dev.lockstep.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Decides by its owner whether a file that nobody named may be used, as Git's `safe.directory` does. Trusted are the
/// user we run as, root, and under sudo the user who called it. Without POSIX owners every file is trusted.
public final class TrustedOwners {
    private static final int ROOT = 0;

    private final String sudoUser;
    private final @Nullable Integer other;

    private TrustedOwners(String sudoUser, @Nullable Integer other) {
        this.sudoUser = sudoUser;
        this.other = other;
    }

    /// @param sudoUser the value of `SUDO_UID`, empty if unset; counts only for root
    public TrustedOwners(String sudoUser) {
        this(sudoUser, null);
    }

    /// Trusts the owner of a file that somebody named, too.
    ///
    /// @throws IOException if the file's owner cannot be read
    public TrustedOwners andOwnerOf(Path file) throws IOException {
        return new TrustedOwners(sudoUser, owner(file));
    }

    /// The user who owns a file and is not trusted: `NAME` or the number. Of a symbolic link both its own owner and
    /// that of the file behind it count.
    ///
    /// @return null if all owners are trusted
    /// @throws IOException if the file's owner cannot be read
    public @Nullable String stranger(Path file) throws IOException {
        var owner = owner(file, LinkOption.NOFOLLOW_LINKS);
        if (owner != null && !isTrusted(owner)) {
            return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
        }
        var behind = owner == null || !Files.isSymbolicLink(file) ? owner : owner(file);
        return behind == null || isTrusted(behind) ? null : Files.getOwner(file).getName();
    }

    private boolean isTrusted(int owner) throws IOException {
        if (owner == ROOT || other != null && other == owner) {
            return true;
        }
        var ours = ourselves();
        return ours == owner || ours == ROOT && sudoUser.equals(Integer.toString(owner));
    }

    /// The effective user. The kernel gives each process's folder to it; elsewhere a new file tells.
    private static int ourselves() throws IOException {
        var process = Path.of("/proc/self");
        var known = Files.exists(process) ? owner(process) : null;
        if (known != null) {
            return known;
        }
        var probe = Files.createTempFile("lockstep", null);
        try {
            var owner = owner(probe);
            return owner == null ? -1 : owner;
        } finally {
            Files.delete(probe);
        }
    }

    private static @Nullable Integer owner(Path file, LinkOption... options) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? (Integer) Files.getAttribute(file, "unix:uid", options)
                : null;
    }
}
