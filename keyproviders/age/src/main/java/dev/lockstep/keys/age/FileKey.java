package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/// Holds the 16 random bytes from which everything secret in one age file is derived. Wiped on close by whoever created
/// it.
final class FileKey implements AutoCloseable {
    static final int SIZE = 16;

    private final byte[] bytes;

    private FileKey(byte[] bytes) {
        this.bytes = bytes;
    }

    static FileKey random(Randomness random) {
        var bytes = new byte[SIZE];
        random.fill(bytes);
        return new FileKey(bytes);
    }

    /// @param bytes owned, and wiped, by the file key from here on
    /// @throws AgeException `HEADER` unless there are 16
    static FileKey owning(byte[] bytes) {
        if (bytes.length != SIZE) {
            Ascii.wipe(bytes);
            throw new AgeException(AgeException.Kind.HEADER, "a file key is not 16 bytes long");
        }
        return new FileKey(bytes);
    }

    /// The key itself, not a copy: lent for one call.
    byte[] lend() {
        return bytes;
    }

    byte[] headerMac(byte[] header) {
        var key = Hkdf.sha256(bytes, new byte[0], "header");
        var hmac = new HMac(new SHA256Digest());
        hmac.init(new KeyParameter(key));
        hmac.update(header, 0, header.length);
        var mac = new byte[hmac.getMacSize()];
        hmac.doFinal(mac, 0);
        Ascii.wipe(key);
        return mac;
    }

    /// The key of the payload that starts with `nonce`; the caller wipes it.
    byte[] payloadKey(byte[] nonce) {
        return Hkdf.sha256(bytes, nonce, "payload");
    }

    @Override
    public void close() {
        Ascii.wipe(bytes);
    }
}
