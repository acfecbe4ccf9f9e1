package dev.lockstep.file;

import java.nio.file.Path;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;

/// Records a file as it was when it was read: where, its state and a hash of its content. Tells whether it is still the
/// same.
public final class FileSnapshot {
    private final Path path;
    private final FileState state;
    private final byte[] sha256;

    private FileSnapshot(Path path, FileState state, byte[] sha256) {
        this.path = path;
        this.state = state;
        this.sha256 = sha256;
    }

    static FileSnapshot of(Path path, FileState state, byte[] content) {
        return new FileSnapshot(path, state, sha256(content));
    }

    /// The path as it was given, links not followed.
    public Path path() {
        return path;
    }

    FileState state() {
        return state;
    }

    /// Whether these bytes are the content that was read.
    boolean holds(byte[] content) {
        return content.length == state.size() && Arrays.equals(sha256, sha256(content));
    }

    private static byte[] sha256(byte[] content) {
        var digest = new SHA256Digest();
        digest.update(content, 0, content.length);
        var out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return out;
    }
}
