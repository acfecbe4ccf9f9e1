package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import java.util.List;

/// Encrypts for the usual recipient, `age1…`: an X25519 public key. (c2sp.org/age, "The X25519 recipient type")
final class X25519Recipient implements AgeRecipient {
    static final String TYPE = "X25519";
    static final String PREFIX = "age";
    private static final String LABEL = "age-encryption.org/v1/X25519";

    private final byte[] publicKey;

    X25519Recipient(byte[] publicKey) {
        this.publicKey = publicKey;
    }

    static X25519Recipient parse(String text) {
        var publicKey = AgeRecipient.decode(text, PREFIX);
        if (publicKey.length != Curve25519.POINT_BYTES) {
            throw new AgeException(AgeException.Kind.KEY, "the recipient is not 32 bytes long");
        }
        return new X25519Recipient(publicKey);
    }

    @Override
    public Wrapping wrap(FileKey fileKey, Randomness random) {
        var ephemeral = new byte[Curve25519.POINT_BYTES];
        random.fill(ephemeral);
        var share = Curve25519.publicKey(ephemeral);
        var shared = Curve25519.agree(ephemeral, publicKey);
        Ascii.wipe(ephemeral);
        if (shared == null) {
            throw new AgeException(AgeException.Kind.KEY, "the recipient is a point of low order");
        }
        var key = wrappingKey(shared, share, publicKey);
        var stanza = Stanza.owning(TYPE, List.of(StrictBase64.encode(share)), ChaChaPoly.seal(key, fileKey.lend()));
        Ascii.wipe(key);
        return Wrapping.of(stanza);
    }

    /// Wipes `shared`; the caller wipes the result.
    static byte[] wrappingKey(byte[] shared, byte[] share, byte[] publicKey) {
        var key = Hkdf.sha256(shared, Ascii.join(share, publicKey), LABEL);
        Ascii.wipe(shared);
        return key;
    }

    @Override
    public String toString() {
        var text = Bech32.encode(PREFIX, publicKey);
        return Ascii.text(text, 0, text.length);
    }
}
