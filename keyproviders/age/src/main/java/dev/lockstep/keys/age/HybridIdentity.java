package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.jspecify.annotations.Nullable;

/// Opens files for a [HybridRecipient], `AGE-SECRET-KEY-PQ-1…`: a seed of 32 bytes from which both private keys come.
final class HybridIdentity implements AgeIdentity {
    static final String PREFIX = "AGE-SECRET-KEY-PQ-";
    private static final int SEED_BYTES = 32;

    private final byte[] seed;
    private final MLKEMPrivateKeyParameters latticeKey;
    private final byte[] curveSecret;
    private final byte[] curveKey;

    private HybridIdentity(byte[] seed) {
        this.seed = seed;
        var expanded = new byte[MlKem768.SEED_BYTES + Curve25519.POINT_BYTES];
        var shake = new SHAKEDigest(256);
        shake.update(seed, 0, seed.length);
        shake.doFinal(expanded, 0, expanded.length);
        latticeKey = MlKem768.privateKey(Arrays.copyOf(expanded, MlKem768.SEED_BYTES));
        curveSecret = Arrays.copyOfRange(expanded, MlKem768.SEED_BYTES, expanded.length);
        curveKey = Curve25519.publicKey(curveSecret);
        Ascii.wipe(expanded);
    }

    static HybridIdentity random(Randomness random) {
        var seed = new byte[SEED_BYTES];
        random.fill(seed);
        return new HybridIdentity(seed);
    }

    static HybridIdentity parse(byte[] text) {
        var seed = AgeIdentity.decode(text, PREFIX);
        if (seed.length != SEED_BYTES) {
            Ascii.wipe(seed);
            throw new AgeException(AgeException.Kind.KEY, "an identity is not 32 bytes long");
        }
        return new HybridIdentity(seed);
    }

    HybridRecipient recipient() {
        return new HybridRecipient(latticeKey.getPublicKeyParameters(), curveKey);
    }

    /// The secret text as a key file holds it; the caller wipes it.
    byte[] encoded() {
        return Bech32.encode(PREFIX, seed);
    }

    @Override
    public @Nullable FileKey unwrap(List<Stanza> stanzas) {
        for (var stanza : stanzas) {
            if (stanza.is(HybridRecipient.TYPE)) {
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
        if (share.length != HybridRecipient.SHARE_BYTES) {
            throw malformed("the share of an mlkem768x25519 stanza is not 1120 bytes long");
        }
        if (stanza.body().length != FileKey.SIZE + ChaChaPoly.TAG_BYTES) {
            throw malformed("the body of an mlkem768x25519 stanza is not 32 bytes long");
        }
        var curveShare = Arrays.copyOfRange(share, MlKem768.CIPHERTEXT_BYTES, share.length);
        var agreed = Curve25519.agree(curveSecret, curveShare);
        if (agreed == null) {
            throw malformed("the share of an mlkem768x25519 stanza holds a point of low order");
        }
        var secret = MlKem768.decapsulate(latticeKey, Arrays.copyOf(share, MlKem768.CIPHERTEXT_BYTES));
        var shared = MlKem768.combine(secret, agreed, curveShare, curveKey, HybridRecipient.COMBINER_LABEL);
        var opened = new Hpke(HybridRecipient.KEM).open(shared, HybridRecipient.INFO, stanza.body());
        return opened == null ? null : FileKey.owning(opened);
    }

    private static AgeException malformed(String what) {
        return new AgeException(AgeException.Kind.HEADER, what);
    }

    @Override
    public String toString() {
        return "HybridIdentity[redacted]";
    }
}
