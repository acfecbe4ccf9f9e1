package dev.lockstep.sync;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/// Writes to standard output and remembers whether the reader closed it, as in `lockstep-sync why | head -1`. A
/// `PrintStream` keeps only that something failed.
final class PipeOutput extends FileOutputStream {
    private boolean readerGone;

    PipeOutput(FileDescriptor descriptor) {
        super(descriptor);
    }

    boolean isReaderGone() {
        return readerGone;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            super.write(bytes, offset, length);
        } catch (IOException e) {
            readerGone |= "Broken pipe".equals(e.getMessage());
            throw e;
        }
    }
}
