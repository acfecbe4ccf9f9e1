package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import java.util.List;

/// Encrypts for an `ssh-ed25519` public key, used as an X25519 key. (c2sp.org/age, "The ssh-ed25519 recipient type")
final class SshEd25519Recipient implements AgeRecipient {
    static final String LABEL = "age-encryption.org/v1/ssh-ed25519";

    private final SshPublicKey key;

    SshEd25519Recipient(SshPublicKey key) {
        this.key = key;
    }

    @Override
    public Wrapping wrap(FileKey fileKey, Randomness random) {
        var ephemeral = new byte[Curve25519.POINT_BYTES];
        random.fill(ephemeral);
        var share = Curve25519.publicKey(ephemeral);
        var theirs = key.curve25519();
        var shared = Curve25519.agree(ephemeral, theirs);
        Ascii.wipe(ephemeral);
        if (shared == null) {
            throw new AgeException(AgeException.Kind.KEY, "the recipient is a point of low order");
        }
        var wrappingKey = wrappingKey(key, shared, share, theirs);
        var stanza = Stanza.owning(
                SshPublicKey.ED25519,
                List.of(key.tag(), StrictBase64.encode(share)),
                ChaChaPoly.seal(wrappingKey, fileKey.lend()));
        Ascii.wipe(wrappingKey);
        return Wrapping.of(stanza);
    }

    /// Binds the secret to the SSH key by a tweak. Wipes `shared`; the caller wipes the result.
    static byte[] wrappingKey(SshPublicKey key, byte[] shared, byte[] share, byte[] theirs) {
        var tweak = Hkdf.sha256(new byte[0], key.wire(), LABEL);
        var tweaked = Curve25519.agree(tweak, shared);
        Ascii.wipe(shared);
        if (tweaked == null) {
            throw new AgeException(AgeException.Kind.KEY, "the SSH key is a point of low order");
        }
        var wrappingKey = Hkdf.sha256(tweaked, Ascii.join(share, theirs), LABEL);
        Ascii.wipe(tweaked);
        return wrappingKey;
    }
}
