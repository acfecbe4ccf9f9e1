package dev.lockstep.keys.age;

import org.jspecify.annotations.Nullable;

/// Implements the one use that age makes of HPKE (RFC 9180): base mode, HKDF-SHA256, ChaCha20-Poly1305, one message.
/// The caller has run the KEM; what is here is the key schedule.
final class Hpke {
    private static final int KDF_HKDF_SHA256 = 0x0001;
    private static final int AEAD_CHACHA20_POLY1305 = 0x0003;
    private static final byte[] NOTHING = {};

    private final int kem;

    /// @param kem number of the KEM in the registry of RFC 9180 and draft-ietf-hpke-pq
    Hpke(int kem) {
        this.kem = kem;
    }

    /// Wipes `shared`.
    byte[] seal(byte[] shared, String info, byte[] message) {
        var schedule = new Schedule(suite(), shared, info);
        return schedule.cipher.seal(schedule.nonce, message, 0, message.length, NOTHING);
    }

    /// Wipes `shared`.
    /// @return null if the message was not sealed with this secret
    byte @Nullable [] open(byte[] shared, String info, byte[] sealed) {
        var schedule = new Schedule(suite(), shared, info);
        return schedule.cipher.open(schedule.nonce, sealed, 0, sealed.length, NOTHING);
    }

    /// The shared secret of a Diffie-Hellman KEM (RFC 9180 §4.1). Wipes `agreed`; the caller wipes the result.
    static byte[] dhShared(int kem, byte[] agreed, byte[] context) {
        var suite = Ascii.join(Ascii.bytes("KEM"), twoBytes(kem));
        var key = labeledExtract(suite, NOTHING, "eae_prk", agreed);
        Ascii.wipe(agreed);
        var shared = labeledExpand(suite, key, "shared_secret", context, 32);
        Ascii.wipe(key);
        return shared;
    }

    private byte[] suite() {
        return Ascii.join(
                Ascii.bytes("HPKE"), twoBytes(kem), twoBytes(KDF_HKDF_SHA256), twoBytes(AEAD_CHACHA20_POLY1305));
    }

    private static byte[] labeledExtract(byte[] suite, byte[] salt, String label, byte[] secret) {
        var labeled = Ascii.join(Ascii.bytes("HPKE-v1"), suite, Ascii.bytes(label), secret);
        var key = Hkdf.extract(labeled, salt);
        Ascii.wipe(labeled);
        return key;
    }

    private static byte[] labeledExpand(byte[] suite, byte[] key, String label, byte[] info, int length) {
        return Hkdf.expand(
                key, Ascii.join(twoBytes(length), Ascii.bytes("HPKE-v1"), suite, Ascii.bytes(label), info), length);
    }

    private static byte[] twoBytes(int number) {
        return new byte[] {(byte) (number >> 8), (byte) number};
    }

    /// Key and nonce of the first message (RFC 9180 §5.1).
    private static final class Schedule {
        private final ChaChaPoly cipher;
        private final byte[] nonce;

        Schedule(byte[] suite, byte[] shared, String info) {
            var context = Ascii.join(
                    new byte[] {0},
                    labeledExtract(suite, NOTHING, "psk_id_hash", NOTHING),
                    labeledExtract(suite, NOTHING, "info_hash", Ascii.bytes(info)));
            var secret = labeledExtract(suite, shared, "secret", NOTHING);
            Ascii.wipe(shared);
            var key = labeledExpand(suite, secret, "key", context, Hkdf.KEY_BYTES);
            cipher = new ChaChaPoly(key);
            nonce = labeledExpand(suite, secret, "base_nonce", context, ChaChaPoly.NONCE_BYTES);
            Ascii.wipe(key);
            Ascii.wipe(secret);
        }
    }
}
