package dev.lockstep.keys.age;

import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/// Opens files with an `ssh-ed25519` private key.
final class SshEd25519Identity implements AgeIdentity {
    private final SshPublicKey key;
    private final byte[] secret;
    private final byte[] publicKey;
    private final String tag;

    private SshEd25519Identity(SshPublicKey key, byte[] secret) {
        this.key = key;
        this.secret = secret;
        this.publicKey = Curve25519.publicKey(secret);
        this.tag = key.tag();
    }

    /// @param seed the private key of Ed25519 (RFC 8032 §5.1.5); stays the caller's
    static SshEd25519Identity ofSeed(byte[] seed) {
        var point = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, point, 0);
        var digest = new SHA512Digest();
        digest.update(seed, 0, seed.length);
        var hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        var secret = Arrays.copyOf(hash, Curve25519.POINT_BYTES);
        Ascii.wipe(hash);
        return new SshEd25519Identity(SshPublicKey.ed25519(point), secret);
    }

    SshPublicKey publicKey() {
        return key;
    }

    @Override
    public @Nullable FileKey unwrap(List<Stanza> stanzas) {
        for (var stanza : stanzas) {
            if (stanza.is(SshPublicKey.ED25519)) {
                var fileKey = unwrap(stanza);
                if (fileKey != null) {
                    return fileKey;
                }
            }
        }
        return null;
    }

    private @Nullable FileKey unwrap(Stanza stanza) {
        stanza.requireArguments(2);
        var share = stanza.decodedArgument(1);
        if (share.length != Curve25519.POINT_BYTES) {
            throw malformed("the share of an ssh-ed25519 stanza is not 32 bytes long");
        }
        if (!stanza.arguments().getFirst().equals(tag)) {
            return null;
        }
        if (stanza.body().length != FileKey.SIZE + ChaChaPoly.TAG_BYTES) {
            throw malformed("the body of an ssh-ed25519 stanza is not 32 bytes long");
        }
        var shared = Curve25519.agree(secret, share);
        if (shared == null) {
            throw malformed("the share of an ssh-ed25519 stanza is a point of low order");
        }
        var wrappingKey = SshEd25519Recipient.wrappingKey(key, shared, share, publicKey);
        var opened = ChaChaPoly.open(wrappingKey, stanza.body());
        Ascii.wipe(wrappingKey);
        return opened == null ? null : FileKey.owning(opened);
    }

    private static AgeException malformed(String what) {
        return new AgeException(AgeException.Kind.HEADER, what);
    }

    @Override
    public String toString() {
        return "SshEd25519Identity[redacted]";
    }
}
