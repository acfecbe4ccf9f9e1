package dev.lockstep.file;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Writes files so that at every moment, also after a kill or a power cut, the path holds the whole old or the whole
/// new content.
///
/// The new content goes to a temporary file beside the target (`.lockstep-`, the process and a random part), is flushed
/// to disk, and takes the target's place by a rename; then the directory is flushed.
/// Whatever fails before the rename removes the temporary file and leaves the old one untouched.
///
/// Two programs of this kind that work on the same file do not lose a change: the file that was read is locked while it
/// is compared and replaced, and who finds another file there than he read gives up with `FILE_CHANGED_MEANWHILE`. A
/// program that does not lock, or a file that may not be opened for writing, leaves a window between the last look and
/// the rename, of microseconds.
///
/// A replacement is a copy of the old file with other content: it has the same owner, group, mode, access control list
/// and extended attributes. Where the owner cannot be the same, or the file has further hard links, it is refused.
/// What a kill leaves of it is found by [OrphanedTempFiles].
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
        return replace(read, content, links, AtomicFile::makeLast);
    }

    /// As above, but leaves it to the caller to make the rename last: of many files in one directory, once.
    ///
    /// @param renamed gets the directory and the file, and calls [#makeLast] before anybody is told that all is done
    public static Outcome replace(FileSnapshot read, byte[] content, HardLinks links, BiConsumer<Path, Path> renamed) {
        if (read.holds(content)) {
            return Outcome.UNCHANGED;
        }
        var target = target(read.path());
        refuseProtected(read.path(), read.state(), links);
        var directory = directoryOf(target);
        try (var replacement = Replacement.of(target)) {
            replacement.write(content);
            refuseOtherOwner(read.path(), replacement.resemble(read.state()));
            replacement.flush();
            try (var held = HeldFile.of(read, target)) {
                held.refuseChanged();
                replacement.moveTo(target);
            }
        } catch (IOException e) {
            throw notWritten(read.path(), directory, e);
        }
        renamed.accept(directory, read.path());
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
            try (var replacement = there == null ? Replacement.in(directory, access) : Replacement.of(target)) {
                replacement.write(content);
                if (there != null) {
                    refuseOtherOwner(path, replacement.resemble(there));
                }
                replacement.flush();
                replacement.moveTo(target);
            }
        } catch (IOException e) {
            throw notWritten(path, directory, e);
        }
        makeLast(directory, path);
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

    private static void refuseOtherOwner(Path path, boolean sameOwner) {
        if (!sameOwner) {
            throw unwritable(
                    path,
                    "belongs to another user, to whom a replacement would not belong",
                    "run it as that user, or write over the file with --overwrite");
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

    static Path target(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw HeldFile.changed(path);
        }
    }

    /// The directory that a file lies in, by its name.
    public static Path directoryOf(Path target) {
        var parent = target.toAbsolutePath().getParent();
        return parent == null ? target.toAbsolutePath() : parent;
    }

    static LockstepException notWritten(Path path, Path directory, IOException e) {
        var cause = Causes.of(e);
        if (cause.equals("device or resource busy")) {
            return unwritable(
                    path,
                    "cannot be replaced: it is a mount of its own",
                    "mount its directory instead, or write over the file with --overwrite");
        }
        boolean directoryRefuses = cause.equals("permission denied") && !Files.isWritable(directory);
        return unwritable(
                path,
                directoryRefuses
                        ? "cannot be written: its directory allows no new file"
                        : "cannot be written: " + cause,
                directoryRefuses
                        ? "make " + directory + " writable, write elsewhere with --output, or write over the file with"
                                + " --overwrite"
                        : "");
    }

    static LockstepException unwritable(Path path, String what, String next) {
        return new LockstepException(Kind.OUTPUT_UNWRITABLE, what, path.toString(), next);
    }

    /// Makes renames in a directory survive a power cut.
    ///
    /// @param path a file that was renamed, for the message
    /// @throws LockstepException `OUTPUT_UNWRITABLE`
    public static void makeLast(Path directory, Path path) {
        try {
            flush(directory);
        } catch (IOException e) {
            throw unwritable(
                    path,
                    "the new content is in place, but might not survive a power cut: " + Causes.of(e),
                    "check the disk, then run sync");
        }
    }

    /// Windows opens no directories and needs no such thing.
    static void flush(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
