package dev.lockstep.file;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Keeps a file open and locked that was read before, so that other programs of this kind wait. Without a lock where
/// there can be none: no right to write, or a file system without locks.
final class HeldFile implements AutoCloseable {
    private final FileSnapshot read;
    private final Path target;
    private final @Nullable FileChannel channel;

    private HeldFile(FileSnapshot read, Path target, @Nullable FileChannel channel) {
        this.read = read;
        this.target = target;
        this.channel = channel;
    }

    /// @throws LockstepException `FILE_CHANGED_MEANWHILE` if somebody else holds it
    static HeldFile of(FileSnapshot read, Path target) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(target, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            return new HeldFile(read, target, null);
        }
        if (isLocked(channel)) {
            channel.close();
            throw changed(read.path());
        }
        return new HeldFile(read, target, channel);
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

    /// @throws LockstepException `FILE_CHANGED_MEANWHILE` if it is no longer the file that was read
    void refuseChanged() throws IOException {
        Arrays.fill(unchangedContent(), (byte) 0);
    }

    /// The content, the same as when it was read.
    ///
    /// @throws LockstepException `FILE_CHANGED_MEANWHILE` if it is no longer the file that was read
    byte[] unchangedContent() throws IOException {
        try {
            if (!read.path().toRealPath().equals(target)
                    || !FileState.of(target).sameAs(read.state())) {
                throw changed(read.path());
            }
        } catch (NoSuchFileException e) {
            throw changed(read.path());
        }
        byte[] now = content();
        if (!read.holds(now)) {
            Arrays.fill(now, (byte) 0);
            throw changed(read.path());
        }
        return now;
    }

    /// Read through the locked channel: any other would drop the lock when closed.
    private byte[] content() throws IOException {
        if (channel != null) {
            return InputFile.content(channel, target.toString(), read.state().size(), Integer.MAX_VALUE);
        }
        try (var reading = FileChannel.open(target, StandardOpenOption.READ)) {
            return InputFile.content(reading, target.toString(), read.state().size(), Integer.MAX_VALUE);
        }
    }

    /// Writes over the content, byte by byte, and flushes it to disk.
    void overwrite(byte[] content) throws IOException {
        if (channel == null) {
            throw new IOException("Permission denied");
        }
        channel.position(0);
        AtomicFile.writeAll(channel, content);
        channel.truncate(content.length);
        channel.force(true);
    }

    static LockstepException changed(Path path) {
        return new LockstepException(
                Kind.FILE_CHANGED_MEANWHILE,
                "was changed by another process meanwhile, and is left as it is now",
                path.toString(),
                "start again from the file as it is now");
    }

    /// What comes of closing a file says nothing about the one that has replaced it; one that was written over is
    /// flushed.
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
