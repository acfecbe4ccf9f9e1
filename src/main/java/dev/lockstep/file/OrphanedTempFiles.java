package dev.lockstep.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Finds and removes temporary files that a killed run left: they may hold what it was about to write, plain text too.
///
/// Such a file is a regular file of this user with one name, `.lockstep-PID-RANDOM`, that nobody has locked, and whose
/// process is gone. A process of that number may be another one, or one of another container; so after ten minutes
/// without a change the lock alone decides.
public final class OrphanedTempFiles {
    private static final String PREFIX = ".lockstep-";
    private static final Duration LONG_AGO = Duration.ofMinutes(10);
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;

    private OrphanedTempFiles() {}

    /// The name of a temporary file of this process.
    static String name(long random) {
        return PREFIX + pid() + "-" + Long.toHexString(random);
    }

    private static String pid() {
        try {
            // A tenth of what ProcessHandle costs.
            return Files.readSymbolicLink(Path.of("/proc/self")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return Long.toString(ProcessHandle.current().pid());
        }
    }

    /// Locks until the channel is closed.
    ///
    /// @return false if another process has it locked, or nobody can tell
    static boolean lock(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    /// Those in a directory; empty if it cannot be read.
    public static List<Path> in(Path directory) {
        var names = directory.toFile().list((_, name) -> name.startsWith(PREFIX));
        var strays = new ArrayList<Path>();
        for (var name : names == null ? new String[0] : names) {
            var path = directory.resolve(name);
            if (isStray(path, name, false)) {
                strays.add(path);
            }
        }
        return strays;
    }

    /// Removes those in a directory.
    ///
    /// @return what was removed
    public static List<Path> remove(Path directory) {
        var removed = new ArrayList<Path>();
        for (var path : in(directory)) {
            if (isStray(path, path.getFileName().toString(), true)) {
                removed.add(path);
            }
        }
        return removed;
    }

    private static boolean isStray(Path path, String name, boolean remove) {
        try {
            var unix = Files.readAttributes(path, "unix:mode,uid,nlink,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
            boolean ours = ((Integer) unix.get("mode") & TYPE) == REGULAR
                    && unix.get("nlink").equals(1)
                    && unix.get("uid").equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
            return ours && isLeft(name, unix) && unlocked(path, remove);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // another system, or it is gone meanwhile
        }
    }

    /// Whether the process that made it is gone, as far as its name and age tell.
    private static boolean isLeft(String name, Map<String, Object> unix) {
        int end = name.indexOf('-', PREFIX.length());
        String pid = end < 0 ? "" : name.substring(PREFIX.length(), end);
        if (pid.isEmpty() || pid.length() > 10 || !pid.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        var modified = ((FileTime) unix.get("lastModifiedTime")).toInstant();
        return !Files.exists(Path.of("/proc", pid))
                || modified.isBefore(Instant.now().minus(LONG_AGO));
    }

    /// Removed while it is locked, so that no process that begins with it now loses it.
    private static boolean unlocked(Path path, boolean remove) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (!lock(channel)) {
                return false;
            }
            if (remove) {
                Files.delete(path);
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
