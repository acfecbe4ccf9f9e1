package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;

/// Encrypts for a recipient whose private key sits in hardware: `age1tag1…` on P-256, `age1tagpq1…` on ML-KEM-768 and
/// P-256. Encrypting needs no plugin; decrypting does. A short tag tells the plugin which stanza to try. (c2sp.org/age,
/// "Tagged recipients")
final class TagRecipient implements AgeRecipient {
    private static final int KEM_P256 = 0x0010;
    private static final int KEM_ML_KEM_768_P256 = 0x0050;
    private static final int SCALAR_BYTES = 32;
    private static final int UNCOMPRESSED_BYTES = 65;
    private static final int TAG_BYTES = 4;

    private final @Nullable MLKEMPublicKeyParameters latticeKey;
    private final X9ECParameters curve;
    private final ECPoint point;

    private TagRecipient(@Nullable MLKEMPublicKeyParameters latticeKey, X9ECParameters curve, byte[] point) {
        this.latticeKey = latticeKey;
        this.curve = curve;
        try {
            this.point = curve.getCurve().decodePoint(point).normalize();
        } catch (IllegalArgumentException e) {
            throw refused("the recipient is not a point of P-256");
        }
        if (this.point.isInfinity()) {
            throw refused("the recipient is not a point of P-256");
        }
    }

    static TagRecipient parse(String text) {
        var curve = CustomNamedCurves.getByName("secp256r1");
        if (text.startsWith("age1tag1")) {
            var bytes = AgeRecipient.decode(text, "age1tag");
            if (bytes.length != 1 + SCALAR_BYTES) {
                throw refused("the recipient is not 33 bytes long");
            }
            return new TagRecipient(null, curve, bytes);
        }
        var bytes = AgeRecipient.decode(text, "age1tagpq");
        var latticeKey = bytes.length == MlKem768.PUBLIC_KEY_BYTES + UNCOMPRESSED_BYTES
                ? MlKem768.publicKey(Arrays.copyOf(bytes, MlKem768.PUBLIC_KEY_BYTES))
                : null;
        if (latticeKey == null) {
            throw refused("the recipient is not an ML-KEM-768 and P-256 public key");
        }
        return new TagRecipient(latticeKey, curve, Arrays.copyOfRange(bytes, MlKem768.PUBLIC_KEY_BYTES, bytes.length));
    }

    @Override
    public Wrapping wrap(FileKey fileKey, Randomness random) {
        var scalar = scalar(random);
        var share = curve.getG().multiply(scalar).normalize().getEncoded(false);
        var agreed = point.multiply(scalar).normalize().getAffineXCoord().getEncoded();
        var ownKey = point.getEncoded(false);
        if (latticeKey == null) {
            var shared = Hpke.dhShared(KEM_P256, agreed, Ascii.join(share, ownKey));
            return Wrapping.of(stanza("p256tag", KEM_P256, shared, share, point.getEncoded(true), fileKey));
        }
        var message = new byte[MlKem768.MESSAGE_BYTES];
        random.fill(message);
        var lattice = MlKem768.encapsulate(latticeKey, message);
        Ascii.wipe(message);
        var shared = MlKem768.combine(lattice.secret(), agreed, share, ownKey, "MLKEM768-P256");
        var shares = Ascii.join(lattice.ciphertext(), share);
        return Wrapping.of(
                stanza("mlkem768p256tag", KEM_ML_KEM_768_P256, shared, shares, ownKey, fileKey), POST_QUANTUM);
    }

    private static Stanza stanza(String type, int kem, byte[] shared, byte[] share, byte[] taggedKey, FileKey fileKey) {
        var info = "age-encryption.org/" + type;
        var digest = new SHA256Digest();
        digest.update(taggedKey, 0, taggedKey.length);
        var hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        var tag = Hkdf.extract(Ascii.join(share, Arrays.copyOf(hash, TAG_BYTES)), Ascii.bytes(info));
        return Stanza.owning(
                type,
                List.of(StrictBase64.encode(Arrays.copyOf(tag, TAG_BYTES)), StrictBase64.encode(share)),
                new Hpke(kem).seal(shared, info, fileKey.lend()));
    }

    private BigInteger scalar(Randomness random) {
        var bytes = new byte[SCALAR_BYTES];
        while (true) {
            random.fill(bytes);
            var scalar = new BigInteger(1, bytes);
            if (scalar.signum() > 0 && scalar.compareTo(curve.getN()) < 0) {
                Ascii.wipe(bytes);
                return scalar;
            }
        }
    }

    private static AgeException refused(String what) {
        return new AgeException(AgeException.Kind.KEY, what);
    }
}
