package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// Encrypts and decrypts the payload of an age file: 16 bytes of nonce, then chunks of 64 KiB, each authenticated by
/// itself. The nonce of a chunk is its number and whether it is the last one, so chunks cannot be cut, moved or added.
/// (STREAM; c2sp.org/age, "Payload")
final class AgePayload {
    static final int CHUNK_BYTES = 64 * 1024;
    static final int NONCE_BYTES = 16;

    private static final int SEALED_CHUNK_BYTES = CHUNK_BYTES + ChaChaPoly.TAG_BYTES;
    private static final int LAST = ChaChaPoly.NONCE_BYTES - 1;

    private AgePayload() {}

    /// Opens what stands in `file` from `offset` on, and hands over each chunk as soon as it is authenticated.
    /// @throws AgeException `PAYLOAD` at the first chunk that is missing or was changed; those before have been
    /// released
    static void open(FileKey fileKey, byte[] file, int offset, Released released) {
        if (file.length - offset < NONCE_BYTES) {
            throw new AgeException(AgeException.Kind.HEADER, "the file ends before its payload");
        }
        var key = fileKey.payloadKey(Arrays.copyOfRange(file, offset, offset + NONCE_BYTES));
        var cipher = new ChaChaPoly(key);
        Ascii.wipe(key);
        var from = offset + NONCE_BYTES;
        for (long number = 0; ; number++) {
            var length = Math.min(SEALED_CHUNK_BYTES, file.length - from);
            if (length < ChaChaPoly.TAG_BYTES) {
                throw refused("the payload was cut");
            }
            if (number > 0 && length == ChaChaPoly.TAG_BYTES) {
                throw refused("the last chunk of the payload is empty");
            }
            var last = from + length == file.length;
            var chunk = cipher.open(nonce(number, last), file, from, length, new byte[0]);
            if (chunk == null && length == SEALED_CHUNK_BYTES) {
                last = !last;
                chunk = cipher.open(nonce(number, last), file, from, length, new byte[0]);
            }
            if (chunk == null) {
                throw refused("a chunk of the payload was changed");
            }
            released.chunk(chunk);
            from += length;
            if (last) {
                break;
            }
        }
        if (from != file.length) {
            throw refused("there is data after the end of the payload");
        }
    }

    /// Opens a payload that must be small; wiping the result is the caller's.
    /// @param limit bytes of plaintext above which nothing is decrypted
    static byte[] openAll(FileKey fileKey, byte[] file, int offset, int limit) {
        if (file.length - offset > NONCE_BYTES + (long) limit + ChaChaPoly.TAG_BYTES * (1L + limit / CHUNK_BYTES)) {
            throw refused("the payload is longer than " + limit + " bytes");
        }
        var whole = new Whole();
        try {
            open(fileKey, file, offset, whole);
            return whole.bytes.clone();
        } finally {
            Ascii.wipe(whole.bytes);
        }
    }

    /// Nonce and chunks for `plaintext`.
    static byte[] seal(FileKey fileKey, byte[] plaintext, Randomness random) {
        var nonce = new byte[NONCE_BYTES];
        random.fill(nonce);
        return seal(fileKey, plaintext, nonce);
    }

    static byte[] seal(FileKey fileKey, byte[] plaintext, byte[] nonce) {
        var key = fileKey.payloadKey(nonce);
        var cipher = new ChaChaPoly(key);
        Ascii.wipe(key);
        var sealed = new ByteArrayOutputStream(plaintext.length + NONCE_BYTES + 2 * ChaChaPoly.TAG_BYTES);
        sealed.writeBytes(nonce);
        var from = 0;
        for (long number = 0; ; number++) {
            var length = Math.min(CHUNK_BYTES, plaintext.length - from);
            var last = from + length == plaintext.length;
            sealed.writeBytes(cipher.seal(nonce(number, last), plaintext, from, length, new byte[0]));
            from += length;
            if (last) {
                return sealed.toByteArray();
            }
        }
    }

    private static byte[] nonce(long number, boolean last) {
        var nonce = new byte[ChaChaPoly.NONCE_BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[LAST - 1 - i] = (byte) (number >>> 8 * i);
        }
        nonce[LAST] = (byte) (last ? 1 : 0);
        return nonce;
    }

    private static AgeException refused(String what) {
        return new AgeException(AgeException.Kind.PAYLOAD, what);
    }

    /// Takes plaintext that has been authenticated.
    interface Released {
        /// @param chunk at most 64 KiB, owned by the receiver
        void chunk(byte[] chunk);
    }

    /// A class rather than a lambda, since decrypting a small file should load little.
    private static final class Whole implements Released {
        private byte[] bytes = {};

        @Override
        public void chunk(byte[] chunk) {
            var before = bytes;
            bytes = Ascii.join(before, chunk);
            Ascii.wipe(before);
            Ascii.wipe(chunk);
        }
    }
}
