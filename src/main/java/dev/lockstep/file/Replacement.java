package dev.lockstep.file;

import dev.lockstep.file.AtomicFile.Access;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Writes the temporary file that becomes the target. Is removed on close, and when the program is told to end, unless
/// it has moved. Its name tells the process, and it is locked while it is written: so [OrphanedTempFiles] knows those
/// that a kill left.
final class Replacement implements AutoCloseable {
    private static final String BACKUP = ".lockstep-backup-";
    private static final int TRIES = 16;
    private static final int GROUP_RIGHTS = 070;
    private static final int OWNER_ONLY = 0600;

    private final Path path;
    private final FileChannel channel;
    private final Cleanup cleanup;

    private Replacement(Path path, FileChannel channel, Cleanup cleanup) {
        this.path = path;
        this.channel = channel;
        this.cleanup = cleanup;
    }

    static Replacement in(Path directory, Access access) throws IOException {
        return in(directory, OrphanedTempFiles::name, path -> create(path, attributes(directory, access)));
    }

    /// A file that is to stay, should this process be killed.
    static Replacement backupIn(Path directory) throws IOException {
        return in(
                directory,
                random -> BACKUP + Long.toHexString(random),
                path -> create(path, attributes(directory, Access.OWNER)));
    }

    /// A copy of a file with all its attributes, those that only the system knows included: access control lists,
    /// security labels. The JDK offers them in no other way. Its content is cut off before it is written.
    static Replacement of(Path original) throws IOException {
        return in(AtomicFile.directoryOf(original), OrphanedTempFiles::name, path -> {
            Files.copy(original, path, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            try {
                return emptied(path);
            } catch (IOException e) {
                Files.deleteIfExists(path);
                throw e;
            }
        });
    }

    private static FileChannel emptied(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            // Also takes the rights of all whom the access control list names, until the mode is set.
            Files.setAttribute(path, "unix:mode", OWNER_ONLY);
        }
        return FileChannel.open(
                path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS);
    }

    private interface Creation {
        FileChannel at(Path path) throws IOException;
    }

    private static Replacement in(Path directory, LongFunction<String> naming, Creation creation) throws IOException {
        var cleanup = new Cleanup();
        try {
            for (int i = 0; ; i++) {
                // Not secret, only rarely the same: creation is exclusive and does not follow links.
                var name = naming.apply(ThreadLocalRandom.current().nextLong() ^ System.nanoTime());
                var path = directory.resolve(name);
                try {
                    return new Replacement(path, cleanup.create(path, creation), cleanup);
                } catch (FileAlreadyExistsException e) {
                    if (i == TRIES) {
                        throw e;
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            cleanup.close();
            throw e;
        }
    }

    private static FileChannel create(Path path, FileAttribute<?>... attributes) throws IOException {
        return FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                attributes);
    }

    private static FileAttribute<?>[] attributes(Path directory, Access access) {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        Set<PosixFilePermission> owner = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        return posix && access == Access.OWNER
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)}
                : new FileAttribute<?>[0];
    }

    void write(byte[] content) throws IOException {
        AtomicFile.writeAll(channel, content);
    }

    /// Takes over owner, group and mode of another file, as far as the system lets us. A group that cannot be kept
    /// gets no rights.
    ///
    /// @return whether the owner is the same
    boolean resemble(FileState state) throws IOException {
        if (state.mode() < 0) {
            return true;
        }
        var mine = FileState.of(path);
        int permissions = state.permissions();
        if (mine.owner() != state.owner()
                && !tryTo(() -> Files.setAttribute(path, "unix:uid", state.owner(), LinkOption.NOFOLLOW_LINKS))) {
            return false;
        }
        if (mine.group() != state.group()
                && !tryTo(() -> Files.setAttribute(path, "unix:gid", state.group(), LinkOption.NOFOLLOW_LINKS))) {
            permissions &= ~GROUP_RIGHTS;
        }
        Files.setAttribute(path, "unix:mode", permissions);
        return true;
    }

    private interface Change {
        void run() throws IOException;
    }

    private static boolean tryTo(Change change) {
        try {
            change.run();
            return true;
        } catch (IOException e) {
            return false; // only root may give files away; the rest goes on without
        }
    }

    /// Flushes content and rights to disk: a rename must never be on disk before what it leads to.
    void flush() throws IOException {
        channel.force(true);
        channel.close();
    }

    /// Leaves the file where it is, whatever happens from now on.
    Path keep() {
        cleanup.keep();
        return path;
    }

    void moveTo(Path target) throws IOException {
        cleanup.move(path, target);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            cleanup.close();
        }
    }

    /// Removes the temporary file when the program is told to end in the middle of it, after which nothing is created
    /// or moved.
    private static final class Cleanup {
        private final Thread hook = new Thread(this::end);
        private @Nullable Path created;
        private boolean ended;

        Cleanup() {
            try {
                Runtime.getRuntime().addShutdownHook(hook);
            } catch (IllegalStateException e) {
                ended = true;
            }
        }

        synchronized FileChannel create(Path path, Creation creation) throws IOException {
            refuseEnded();
            var channel = creation.at(path);
            created = path;
            OrphanedTempFiles.lock(channel);
            return channel;
        }

        synchronized void move(Path path, Path target) throws IOException {
            refuseEnded();
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            created = null;
        }

        synchronized void keep() {
            created = null;
        }

        private void refuseEnded() throws IOException {
            if (ended) {
                throw new IOException("The program is ending");
            }
        }

        private synchronized void end() {
            ended = true;
            if (created != null) {
                try {
                    Files.deleteIfExists(created);
                } catch (IOException e) {
                    return; // nobody is left to tell; the name shows what it is
                }
            }
        }

        void close() throws IOException {
            synchronized (this) {
                if (created != null) {
                    Files.deleteIfExists(created);
                    created = null;
                }
            }
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                return; // the program is ending: the hook runs or has run
            }
        }
    }
}
