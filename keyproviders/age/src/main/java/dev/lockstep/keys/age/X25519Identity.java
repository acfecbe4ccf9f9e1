package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens files with the usual identity, `AGE-SECRET-KEY-1…`: an X25519 private key.
public final class X25519Identity implements AgeIdentity {
    static final String PREFIX = "AGE-SECRET-KEY-";

    private final byte[] secret;
    private byte @Nullable [] publicKey;

    private X25519Identity(byte[] secret) {
        this.secret = secret;
    }

    static X25519Identity random(Randomness random) {
        var secret = new byte[Curve25519.POINT_BYTES];
        random.fill(secret);
        return new X25519Identity(secret);
    }

    static X25519Identity parse(byte[] text) {
        var secret = AgeIdentity.decode(text, PREFIX);
        if (secret.length != Curve25519.POINT_BYTES) {
            Ascii.wipe(secret);
            throw new AgeException(AgeException.Kind.KEY, "an identity is not 32 bytes long");
        }
        return new X25519Identity(secret);
    }

    /// The text of the recipient, `age1…`.
    public String recipient() {
        return new X25519Recipient(publicKey()).toString();
    }

    /// The secret text as a key file holds it, without a line end; the caller wipes it.
    public byte[] encoded() {
        return Bech32.encode(PREFIX, secret);
    }

    /// Computed for the first stanza of ours, since most identities of a file are for others.
    private byte[] publicKey() {
        var known = publicKey;
        if (known == null) {
            known = Curve25519.publicKey(secret);
            publicKey = known;
        }
        return known;
    }

    @Override
    public @Nullable FileKey unwrap(List<Stanza> stanzas) {
        for (var stanza : stanzas) {
            if (stanza.is(X25519Recipient.TYPE)) {
                var fileKey = unwrap(stanza);
                if (fileKey != null) {
                    return fileKey;
                }
            }
        }
        return null;
    }

    private @Nullable FileKey unwrap(Stanza stanza) {
        stanza.requireArguments(1);
        var share = stanza.decodedArgument(0);
        if (share.length != Curve25519.POINT_BYTES) {
            throw malformed("the share of an X25519 stanza is not 32 bytes long");
        }
        // The length is checked before decryption, against partitioning oracles.
        if (stanza.body().length != FileKey.SIZE + ChaChaPoly.TAG_BYTES) {
            throw malformed("the body of an X25519 stanza is not 32 bytes long");
        }
        var shared = Curve25519.agree(secret, share);
        if (shared == null) {
            throw malformed("the share of an X25519 stanza is a point of low order");
        }
        var key = X25519Recipient.wrappingKey(shared, share, publicKey());
        var opened = ChaChaPoly.open(key, stanza.body());
        Ascii.wipe(key);
        return opened == null ? null : FileKey.owning(opened);
    }

    private static AgeException malformed(String what) {
        return new AgeException(AgeException.Kind.HEADER, what);
    }

    @Override
    public String toString() {
        return "X25519Identity[redacted]";
    }
}
