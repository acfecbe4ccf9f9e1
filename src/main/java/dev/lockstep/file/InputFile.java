package dev.lockstep.file;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// Reads a file once, whole, up to a cap. What is worked on is this reading, and what may be replaced is the file it
/// came from, if that is still the same (see [AtomicFile]). Owns the bytes until they are taken.
public final class InputFile implements AutoCloseable {
    /// The default cap, in bytes.
    public static final long DEFAULT_CAP = 64L << 20;

    private static final int CHUNK = 1 << 16;
    private static final int READINGS = 3;

    private final Path path;
    private final FileState state;
    private byte[] bytes;

    private InputFile(Path path, FileState state, byte[] bytes) {
        this.path = path;
        this.state = state;
        this.bytes = bytes;
    }

    /// Reads a file; links are followed, a pipe or device is read to its end.
    ///
    /// @param cap longest content that is read, in bytes
    /// @throws LockstepException `FILE_NOT_FOUND`; `FILE_UNREADABLE` for a directory, missing rights or a file above
    /// the cap;
    ///     `FILE_CHANGED_MEANWHILE` if the file does not hold still while it is read
    public static InputFile read(Path path, long cap) {
        try {
            for (int i = 0; i < READINGS; i++) {
                var before = FileState.of(path);
                if (before.type() == FileState.Type.DIRECTORY) {
                    throw unreadable(path, "is a directory", "name a file");
                }
                boolean regular = before.type() == FileState.Type.REGULAR;
                if (regular && before.size() > cap) {
                    throw tooLarge(path.toString(), cap);
                }
                byte[] bytes = content(path, regular ? before.size() : 0, cap);
                if (!regular || before.sameAs(FileState.of(path))) {
                    return new InputFile(path, before, bytes);
                }
                Arrays.fill(bytes, (byte) 0);
            }
        } catch (IOException e) {
            throw notRead(path, e);
        }
        throw new LockstepException(
                Kind.FILE_CHANGED_MEANWHILE,
                "changes while it is read",
                path.toString(),
                "try again when it is at rest");
    }

    private static byte[] content(Path path, long expected, long cap) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return content(channel, path.toString(), expected, cap);
        }
    }

    /// Reads a stream to its end, such as standard input.
    ///
    /// @param name what to call it in messages
    /// @throws LockstepException `FILE_UNREADABLE`
    public static byte[] read(InputStream in, String name, long cap) {
        var out = new WipedBuffer(CHUNK);
        var chunk = new byte[CHUNK];
        try {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                out.write(chunk, 0, n);
                if (out.size() > cap) {
                    throw tooLarge(name, cap);
                }
            }
            return out.take();
        } catch (IOException e) {
            boolean closed = "Bad file descriptor".equals(e.getMessage());
            throw new LockstepException(
                    Kind.FILE_UNREADABLE,
                    closed ? "is closed" : "cannot be read: " + Causes.of(e),
                    name,
                    closed ? "name a file, or give it a file or a pipe to read" : "");
        } finally {
            Arrays.fill(chunk, (byte) 0);
            out.wipe();
        }
    }

    /// Reads to the end in pieces, since the size that a file system tells may be none.
    static byte[] content(ReadableByteChannel channel, String name, long expected, long cap) throws IOException {
        var out = new WipedBuffer(Math.max(32, Math.toIntExact(expected)));
        var chunk = ByteBuffer.allocate(Math.clamp(expected + 1, 512, CHUNK));
        try {
            while (channel.read(chunk) >= 0) {
                out.write(chunk.array(), 0, chunk.position());
                if (out.size() > cap) {
                    throw tooLarge(name, cap);
                }
                chunk.clear();
            }
            return out.take();
        } finally {
            Arrays.fill(chunk.array(), (byte) 0);
            out.wipe();
        }
    }

    private static final class WipedBuffer extends ByteArrayOutputStream {
        WipedBuffer(int capacity) {
            super(capacity);
        }

        /// What was written, without a copy if the size was foreseen: a large file is in memory once.
        byte[] take() {
            if (count != buf.length) {
                return toByteArray();
            }
            byte[] taken = buf;
            buf = new byte[0];
            count = 0;
            return taken;
        }

        void wipe() {
            Arrays.fill(buf, (byte) 0);
        }
    }

    private static LockstepException notRead(Path path, IOException e) {
        if (e instanceof NoSuchFileException) {
            boolean dangling = Files.isSymbolicLink(path);
            return new LockstepException(
                    Kind.FILE_NOT_FOUND,
                    dangling ? "is a symbolic link to nothing" : "no such file",
                    path.toString(),
                    "check the path");
        }
        return unreadable(path, "cannot be read: " + Causes.of(e), "");
    }

    private static LockstepException unreadable(Path path, String what, String next) {
        return new LockstepException(Kind.FILE_UNREADABLE, what, path.toString(), next);
    }

    private static LockstepException tooLarge(String name, long cap) {
        return new LockstepException(
                Kind.FILE_UNREADABLE,
                "is larger than the cap of " + cap + " bytes",
                name,
                "raise the cap with --max-size");
    }

    /// The path as it was given.
    public Path path() {
        return path;
    }

    /// Whether the file can be replaced: a regular file, no pipe or device.
    public boolean isRegular() {
        return state.type() == FileState.Type.REGULAR;
    }

    /// Whether a path leads to this very file, by whatever name.
    public boolean isAlso(Path other) {
        try {
            return isRegular() && Files.isSameFile(path, other);
        } catch (IOException e) {
            return false;
        }
    }

    /// What [AtomicFile#replace] needs to know of this reading. To be asked for before the bytes are taken.
    ///
    /// @throws LockstepException `OUTPUT_UNWRITABLE` for a pipe or device
    public FileSnapshot snapshot() {
        if (!isRegular()) {
            throw new LockstepException(
                    Kind.OUTPUT_UNWRITABLE,
                    "is not a regular file and cannot be replaced",
                    path.toString(),
                    "write the result elsewhere with --output");
        }
        return FileSnapshot.of(path, state, bytes);
    }

    /// The bytes, lent.
    public byte[] bytes() {
        return bytes;
    }

    /// The bytes, for good: whoever takes them wipes them.
    public byte[] takeBytes() {
        byte[] taken = bytes;
        bytes = new byte[0];
        return taken;
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }
}
