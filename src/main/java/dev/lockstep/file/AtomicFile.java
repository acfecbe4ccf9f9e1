package dev.lockstep.file;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes files so that at every moment, also after a kill or a power cut, the path holds the whole old or the whole
/// new content.
///
/// The new content goes to a temporary file beside the target (`.lockstep-` and a random part, mode 0600), is flushed
/// to disk, gets the old file's rights, and takes the target's place by a rename; then the directory is flushed.
/// Whatever fails before the rename removes the temporary file and leaves the old one untouched.
///
/// Two programs of this kind that work on the same file do not lose a change: the file that was read is locked while it
/// is compared and replaced, and who finds another file there than he read gives up with `FILE_CHANGED_MEANWHILE`. A
/// program that does not lock, or a file that may not be opened for writing, leaves a window between the last look and
/// the rename, of microseconds.
///
/// What a replacement loses, since it is a new file: further hard links (refused unless allowed), access control lists,
/// the owner when somebody else than the owner writes, and attributes outside `user.*`.
public final class AtomicFile {
    /// What became of a replacement.
    public enum Outcome {
        REPLACED,
        /// The content was the same already; nothing was written.
        UNCHANGED
    }

    /// Whether a file with further names may be replaced; those keep the old content.
    public enum HardLinks {
        REFUSE,
        BREAK
    }

    /// Who may read a new file. One that is replaced keeps its rights.
    public enum Access {
        /// Its owner only: for decrypted content.
        OWNER,
        /// Whom the process's file mode mask lets: for encrypted content.
        DEFAULT
    }

    private static final int CHUNK = 1 << 16;

    private AtomicFile() {}

    /// Puts new content in the place of a file that was read before. Symbolic links stay; what they lead to is
    /// replaced.
    ///
    /// @param content stays the caller's
    /// @throws LockstepException `FILE_CHANGED_MEANWHILE` if the file is no longer what was read; `OUTPUT_UNWRITABLE`
    public static Outcome replace(FileSnapshot read, byte[] content, HardLinks links) {
        if (read.holds(content)) {
            return Outcome.UNCHANGED;
        }
        var target = target(read.path());
        refuseProtected(read.path(), read.state(), links);
        var directory = directoryOf(target);
        try (var replacement = Replacement.in(directory, Access.OWNER)) {
            replacement.write(content);
            replacement.resemble(target, read.state());
            replacement.flush();
            try (var lock = Lock.on(target)) {
                refuseChanged(read, target, lock);
                replacement.moveTo(target);
            }
        } catch (IOException e) {
            throw notWritten(read.path(), directory, e);
        }
        flush(directory, read.path());
        return Outcome.REPLACED;
    }

    /// Writes a file that was not read before: creates it, or replaces what is there. A pipe or device is written to as
    /// it is.
    ///
    /// @param content stays the caller's
    /// @throws LockstepException `OUTPUT_UNWRITABLE`
    public static void write(Path path, byte[] content, Access access, HardLinks links) {
        var directory = directoryOf(path);
        try {
            var there = stateOf(path);
            if (there == null && Files.isSymbolicLink(path)) {
                throw unwritable(path, "is a symbolic link to nothing", "remove the link, or name its target");
            }
            if (there != null && there.type() == FileState.Type.DIRECTORY) {
                throw unwritable(path, "is a directory", "name a file");
            }
            if (there != null && there.type() == FileState.Type.OTHER) {
                writeThrough(path, content);
                return;
            }
            var target = there == null ? path : path.toRealPath();
            if (there != null) {
                refuseProtected(path, there, links);
            }
            directory = directoryOf(target);
            try (var replacement = Replacement.in(directory, there == null ? access : Access.OWNER)) {
                replacement.write(content);
                if (there != null) {
                    replacement.resemble(target, there);
                }
                replacement.flush();
                replacement.moveTo(target);
            }
        } catch (IOException e) {
            throw notWritten(path, directory, e);
        }
        flush(directory, path);
    }

    private static void refuseProtected(Path path, FileState state, HardLinks links) {
        if (state.links() > 1 && links == HardLinks.REFUSE) {
            throw unwritable(
                    path,
                    "has " + state.links() + " hard links, of which only this one would change",
                    "write elsewhere with --output, or allow it with --break-hard-links");
        }
        if (!Files.isWritable(path)) {
            throw unwritable(path, "is write-protected", "make it writable, or write elsewhere with --output");
        }
    }

    private static @Nullable FileState stateOf(Path path) throws IOException {
        try {
            return FileState.of(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void writeThrough(Path path, byte[] content) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            writeAll(channel, content);
        }
    }

    /// In pieces, since a channel copies each piece out of the heap as a whole.
    static void writeAll(FileChannel channel, byte[] content) throws IOException {
        for (int at = 0; at < content.length; at += CHUNK) {
            var piece = ByteBuffer.wrap(content, at, Math.min(CHUNK, content.length - at));
            while (piece.hasRemaining()) {
                channel.write(piece);
            }
        }
    }

    private static Path target(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw changed(path);
        }
    }

    private static Path directoryOf(Path target) {
        var parent = target.toAbsolutePath().getParent();
        return parent == null ? target.toAbsolutePath() : parent;
    }

    private static void refuseChanged(FileSnapshot read, Path target, Lock lock) throws IOException {
        try {
            if (!read.path().toRealPath().equals(target)
                    || !FileState.of(target).sameAs(read.state())) {
                throw changed(read.path());
            }
        } catch (NoSuchFileException e) {
            throw changed(read.path());
        }
        byte[] now = lock.content(target, read.state().size());
        boolean same = read.holds(now);
        Arrays.fill(now, (byte) 0);
        if (!same) {
            throw changed(read.path());
        }
    }

    private static LockstepException changed(Path path) {
        return new LockstepException(
                Kind.FILE_CHANGED_MEANWHILE,
                "was changed by somebody else meanwhile, and is left as it is now",
                path.toString(),
                "start again from the file as it is now");
    }

    private static LockstepException notWritten(Path path, Path directory, IOException e) {
        var cause = Causes.of(e);
        boolean directoryRefuses = cause.equals("permission denied") && !Files.isWritable(directory);
        return unwritable(
                path,
                directoryRefuses
                        ? "cannot be written: its directory allows no new file"
                        : "cannot be written: " + cause,
                directoryRefuses ? "make " + directory + " writable, or write elsewhere with --output" : "");
    }

    private static LockstepException unwritable(Path path, String what, String next) {
        return new LockstepException(Kind.OUTPUT_UNWRITABLE, what, path.toString(), next);
    }

    /// Makes the rename last. Windows opens no directories and needs no such thing.
    private static void flush(Path directory, Path path) {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw unwritable(
                    path,
                    "the new content is in place, but might not survive a power cut: " + Causes.of(e),
                    "check the disk, then run sync");
        }
    }

    /// The old file, kept open and locked, so that other programs of this kind wait. Without a lock where there can be
    /// none.
    private record Lock(@Nullable FileChannel channel) implements AutoCloseable {
        static Lock on(Path target) throws IOException {
            FileChannel channel;
            try {
                channel = FileChannel.open(target, StandardOpenOption.READ, StandardOpenOption.WRITE);
            } catch (IOException e) {
                return new Lock(null);
            }
            if (isLocked(channel)) {
                channel.close();
                throw changed(target);
            }
            return new Lock(channel);
        }

        /// Locks until the channel is closed, unless somebody else does or the file system has no locks.
        private static boolean isLocked(FileChannel channel) {
            try {
                return channel.tryLock() == null;
            } catch (OverlappingFileLockException e) {
                return true; // another thread of this program
            } catch (IOException e) {
                return false;
            }
        }

        /// The content, read through the locked channel: any other would drop the lock when closed.
        byte[] content(Path target, long size) throws IOException {
            if (channel != null) {
                return InputFile.content(channel, target.toString(), size, size);
            }
            try (var reading = FileChannel.open(target, StandardOpenOption.READ)) {
                return InputFile.content(reading, target.toString(), size, size);
            }
        }

        /// What comes of closing a file that was only read says nothing about the one that has replaced it.
        @Override
        public void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                return;
            }
        }
    }
}
