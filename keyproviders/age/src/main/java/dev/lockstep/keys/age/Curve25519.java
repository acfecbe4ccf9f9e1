package dev.lockstep.keys.age;

import org.bouncycastle.math.ec.rfc7748.X25519;
import org.jspecify.annotations.Nullable;

/// Computes X25519 (RFC 7748) as age uses it.
final class Curve25519 {
    static final int POINT_BYTES = 32;

    private Curve25519() {}

    /// By the general multiplication: the one for the base point fills tables first, which pays from the second key on.
    static byte[] publicKey(byte[] scalar) {
        var base = new byte[POINT_BYTES];
        base[0] = 9;
        var point = new byte[POINT_BYTES];
        X25519.scalarMult(scalar, 0, base, 0, point, 0);
        return point;
    }

    /// @return the shared secret, which the caller wipes, or null if it is all zero: the other's point is of low order
    static byte @Nullable [] agree(byte[] scalar, byte[] point) {
        var shared = new byte[POINT_BYTES];
        return X25519.calculateAgreement(scalar, 0, point, 0, shared, 0) ? shared : null;
    }
}
