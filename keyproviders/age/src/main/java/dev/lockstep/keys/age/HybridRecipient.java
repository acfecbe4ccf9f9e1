package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/// Encrypts for a post-quantum recipient, `age1pq1…`: ML-KEM-768 and X25519 together, through HPKE. (c2sp.org/age, "The
/// mlkem768x25519 recipient type"; the KEM is also known as X-Wing)
final class HybridRecipient implements AgeRecipient {
    static final String TYPE = "mlkem768x25519";
    static final String PREFIX = "age1pq";
    static final String INFO = "age-encryption.org/mlkem768x25519";
    static final int KEM = 0x647a;
    static final int SHARE_BYTES = MlKem768.CIPHERTEXT_BYTES + Curve25519.POINT_BYTES;
    /// A drawing of a wing.
    static final String COMBINER_LABEL = "\\.//^\\";

    private final MLKEMPublicKeyParameters latticeKey;
    private final byte[] curveKey;

    HybridRecipient(MLKEMPublicKeyParameters latticeKey, byte[] curveKey) {
        this.latticeKey = latticeKey;
        this.curveKey = curveKey;
    }

    static HybridRecipient parse(String text) {
        var bytes = AgeRecipient.decode(text, PREFIX);
        var latticeKey = bytes.length == MlKem768.PUBLIC_KEY_BYTES + Curve25519.POINT_BYTES
                ? MlKem768.publicKey(Arrays.copyOf(bytes, MlKem768.PUBLIC_KEY_BYTES))
                : null;
        if (latticeKey == null) {
            throw new AgeException(AgeException.Kind.KEY, "the recipient is not an ML-KEM-768 and X25519 public key");
        }
        return new HybridRecipient(latticeKey, Arrays.copyOfRange(bytes, MlKem768.PUBLIC_KEY_BYTES, bytes.length));
    }

    @Override
    public Wrapping wrap(FileKey fileKey, Randomness random) {
        var ephemeral = new byte[Curve25519.POINT_BYTES];
        random.fill(ephemeral);
        var message = new byte[MlKem768.MESSAGE_BYTES];
        random.fill(message);
        var curveShare = Curve25519.publicKey(ephemeral);
        var curveSecret = Curve25519.agree(ephemeral, curveKey);
        Ascii.wipe(ephemeral);
        if (curveSecret == null) {
            throw new AgeException(AgeException.Kind.KEY, "the recipient holds a point of low order");
        }
        var lattice = MlKem768.encapsulate(latticeKey, message);
        Ascii.wipe(message);
        var shared = MlKem768.combine(lattice.secret(), curveSecret, curveShare, curveKey, COMBINER_LABEL);
        var stanza = Stanza.owning(
                TYPE,
                List.of(StrictBase64.encode(Ascii.join(lattice.ciphertext(), curveShare))),
                new Hpke(KEM).seal(shared, INFO, fileKey.lend()));
        return Wrapping.of(stanza, POST_QUANTUM);
    }

    @Override
    public String toString() {
        var text = Bech32.encode(PREFIX, Ascii.join(latticeKey.getEncoded(), curveKey));
        return Ascii.text(text, 0, text.length);
    }
}
