package dev.lockstep.keys.age;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/// Computes HKDF with SHA-256 (RFC 5869), which age uses for 32-byte keys only.
final class Hkdf {
    static final int KEY_BYTES = 32;

    private Hkdf() {}

    static byte[] sha256(byte[] secret, byte[] salt, String info) {
        return sha256(secret, salt, Ascii.bytes(info), KEY_BYTES);
    }

    static byte[] sha256(byte[] secret, byte[] salt, byte[] info, int length) {
        return generate(new HKDFParameters(secret, salt, info), length);
    }

    /// The second half of HKDF alone.
    static byte[] expand(byte[] pseudoRandomKey, byte[] info, int length) {
        return generate(HKDFParameters.skipExtractParameters(pseudoRandomKey, info), length);
    }

    /// The first half of HKDF alone.
    static byte[] extract(byte[] secret, byte[] salt) {
        return new HKDFBytesGenerator(new SHA256Digest()).extractPRK(salt, secret);
    }

    private static byte[] generate(HKDFParameters parameters, int length) {
        var generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(parameters);
        var key = new byte[length];
        generator.generateBytes(key, 0, length);
        return key;
    }
}
