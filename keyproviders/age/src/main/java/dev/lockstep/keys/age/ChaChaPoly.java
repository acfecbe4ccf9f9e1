package dev.lockstep.keys.age;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/// Implements ChaCha20-Poly1305 (RFC 8439) with 12-byte nonces and 16-byte tags. A key used once has the zero nonce.
final class ChaChaPoly {
    static final int TAG_BYTES = 16;
    static final int NONCE_BYTES = 12;

    private final KeyParameter key;

    ChaChaPoly(byte[] key) {
        this.key = new KeyParameter(key);
    }

    /// Encrypts under a key that is never used again.
    static byte[] seal(byte[] key, byte[] plaintext) {
        return new ChaChaPoly(key).seal(new byte[NONCE_BYTES], plaintext, 0, plaintext.length, new byte[0]);
    }

    /// @return the plaintext, or null if the ciphertext was not made with this key
    static byte @Nullable [] open(byte[] key, byte[] ciphertext) {
        return new ChaChaPoly(key).open(new byte[NONCE_BYTES], ciphertext, 0, ciphertext.length, new byte[0]);
    }

    byte[] seal(byte[] nonce, byte[] plaintext, int offset, int length, byte[] associated) {
        var cipher = new ChaCha20Poly1305();
        cipher.init(true, new AEADParameters(key, 8 * TAG_BYTES, nonce, associated));
        var sealed = new byte[length + TAG_BYTES];
        var written = cipher.processBytes(plaintext, offset, length, sealed, 0);
        try {
            cipher.doFinal(sealed, written);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException(e);
        }
        return sealed;
    }

    /// @return the plaintext, or null if the ciphertext, the nonce or the associated data was changed
    byte @Nullable [] open(byte[] nonce, byte[] ciphertext, int offset, int length, byte[] associated) {
        if (length < TAG_BYTES) {
            return null;
        }
        var cipher = new ChaCha20Poly1305();
        cipher.init(false, new AEADParameters(key, 8 * TAG_BYTES, nonce, associated));
        var opened = new byte[length - TAG_BYTES];
        try {
            var written = cipher.processBytes(ciphertext, offset, length, opened, 0);
            cipher.doFinal(opened, written);
            return opened;
        } catch (InvalidCipherTextException e) {
            Ascii.wipe(opened);
            return null;
        }
    }
}
