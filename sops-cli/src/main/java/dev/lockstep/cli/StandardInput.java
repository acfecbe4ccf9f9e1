package dev.lockstep.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;

/// Reads standard input, unless it was closed when the program started: then the first file that the JVM opened has its
/// descriptor. The launcher of the image takes care of that; this is for a JVM that was started without it.
final class StandardInput extends FileInputStream {
    private boolean checked;

    StandardInput() {
        super(FileDescriptor.in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (!checked && isOfTheJvm()) {
            throw new IOException("Bad file descriptor");
        }
        checked = true;
        return super.read(bytes, offset, length);
    }

    @Override
    public int read(byte[] bytes) throws IOException {
        return read(bytes, 0, bytes.length);
    }

    private static boolean isOfTheJvm() throws IOException {
        var descriptor = Path.of("/proc/self/fd/0").toFile();
        return descriptor.exists() // not on every system, and not for a pipe
                && descriptor
                        .getCanonicalPath()
                        .startsWith(Path.of(System.getProperty("java.home")).toRealPath() + "/");
    }
}
