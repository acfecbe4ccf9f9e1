package dev.lockstep.keys.age;

import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.jspecify.annotations.Nullable;

/// Computes ML-KEM-768 (FIPS 203), and mixes its secret with that of a curve as draft-ietf-hpke-pq does.
final class MlKem768 {
    static final int PUBLIC_KEY_BYTES = 1184;
    static final int CIPHERTEXT_BYTES = 1088;
    static final int SEED_BYTES = 64;
    static final int MESSAGE_BYTES = 32;

    private MlKem768() {}

    /// @return null if the bytes are not an encapsulation key
    static @Nullable MLKEMPublicKeyParameters publicKey(byte[] bytes) {
        try {
            return bytes.length == PUBLIC_KEY_BYTES
                    ? new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, bytes)
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// @param seed 64 bytes, `d` and `z`
    static MLKEMPrivateKeyParameters privateKey(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("a seed has 64 bytes");
        }
        return new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, seed);
    }

    /// @param message 32 random bytes
    static Encapsulated encapsulate(MLKEMPublicKeyParameters publicKey, byte[] message) {
        var result = MLKEMGenerator.internalGenerateEncapsulated(publicKey, message);
        return new Encapsulated(result.getSecret(), result.getEncapsulation());
    }

    /// @param ciphertext 1,088 bytes; if they were not made for this key, the result is a secret that nobody knows
    static byte[] decapsulate(MLKEMPrivateKeyParameters privateKey, byte[] ciphertext) {
        if (ciphertext.length != CIPHERTEXT_BYTES) {
            throw new IllegalArgumentException("a ciphertext has 1088 bytes");
        }
        return new MLKEMExtractor(privateKey).extractSecret(ciphertext);
    }

    /// The secret of both: safe as long as one of them is. Wipes its two secrets; the caller wipes the result.
    static byte[] combine(byte[] secret, byte[] curveSecret, byte[] curveShare, byte[] curveKey, String label) {
        var digest = new SHA3Digest(256);
        for (var part : new byte[][] {secret, curveSecret, curveShare, curveKey, Ascii.bytes(label)}) {
            digest.update(part, 0, part.length);
        }
        Ascii.wipe(secret);
        Ascii.wipe(curveSecret);
        var combined = new byte[digest.getDigestSize()];
        digest.doFinal(combined, 0);
        return combined;
    }

    /// A secret and what to send for it.
    static final class Encapsulated {
        private final byte[] secret;
        private final byte[] ciphertext;

        Encapsulated(byte[] secret, byte[] ciphertext) {
            this.secret = secret;
            this.ciphertext = ciphertext;
        }

        byte[] secret() {
            return secret;
        }

        byte[] ciphertext() {
            return ciphertext;
        }
    }
}
