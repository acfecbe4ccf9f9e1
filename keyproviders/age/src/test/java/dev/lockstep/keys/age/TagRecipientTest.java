package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

/// Recipients whose identities sit in hardware. What the hardware would do is done here with other code.
class TagRecipientTest {
    private static final byte[] FILE_KEY = Ascii.bytes("sixteen bytes ok");

    @Test
    void wrapsForAKeyOnP256AsAnotherHpkeUnwraps() throws InvalidCipherTextException {
        var hpke = new HPKE(HPKE.mode_base, HPKE.kem_P256_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
        var pair = hpke.deriveKeyPair(new byte[32]);
        var compressed = ((ECPublicKeyParameters) pair.getPublic()).getQ().getEncoded(true);
        var stanza = wrap(text("age1tag", compressed));
        assertThat(stanza.type()).isEqualTo("p256tag");
        var share = stanza.decodedArgument(1);
        assertThat(stanza.decodedArgument(0)).isEqualTo(tag("p256tag", share, compressed));
        var opened = hpke.open(
                share, pair, Ascii.bytes("age-encryption.org/p256tag"), new byte[0], stanza.body(), null, null, null);
        assertThat(opened).isEqualTo(FILE_KEY);
    }

    @Test
    void wrapsForAKeyOnMlKemAndP256() {
        var seed = new byte[MlKem768.SEED_BYTES];
        var lattice = MlKem768.privateKey(seed);
        var hpke = new HPKE(HPKE.mode_base, HPKE.kem_P256_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
        var pair = hpke.deriveKeyPair(new byte[32]);
        var point = ((ECPublicKeyParameters) pair.getPublic()).getQ().getEncoded(false);
        var stanza = wrap(text("age1tagpq", Ascii.join(lattice.getPublicKey(), point)));
        assertThat(stanza.type()).isEqualTo("mlkem768p256tag");
        var share = stanza.decodedArgument(1);
        assertThat(stanza.decodedArgument(0)).isEqualTo(tag("mlkem768p256tag", share, point));
        var curveShare = Arrays.copyOfRange(share, MlKem768.CIPHERTEXT_BYTES, share.length);
        var secret = MlKem768.decapsulate(lattice, Arrays.copyOf(share, MlKem768.CIPHERTEXT_BYTES));
        var shared = MlKem768.combine(secret, agree(pair, curveShare), curveShare, point, "MLKEM768-P256");
        assertThat(new Hpke(0x0050).open(shared, "age-encryption.org/mlkem768p256tag", stanza.body()))
                .isEqualTo(FILE_KEY);
    }

    private static Stanza wrap(String recipient) {
        var plugins = new Plugins(new Machine(Path.of("")).environment(), Duration.ofSeconds(1));
        try (var fileKey = FileKey.owning(FILE_KEY.clone())) {
            return AgeRecipient.parse(recipient, plugins)
                    .wrap(fileKey, Machine.seeded(1))
                    .stanzas()
                    .getFirst();
        }
    }

    private static byte[] agree(AsymmetricCipherKeyPair pair, byte[] share) {
        var curve =
                Objects.requireNonNull(CustomNamedCurves.getByName("secp256r1")).getCurve();
        var secret = ((ECPrivateKeyParameters) pair.getPrivate()).getD();
        return curve.decodePoint(share)
                .multiply(secret)
                .normalize()
                .getAffineXCoord()
                .getEncoded();
    }

    private static byte[] tag(String label, byte[] share, byte[] key) {
        var digest = new SHA256Digest();
        digest.update(key, 0, key.length);
        var hash = new byte[32];
        digest.doFinal(hash, 0);
        var hmac = new HMac(new SHA256Digest());
        hmac.init(new KeyParameter(Ascii.bytes("age-encryption.org/" + label)));
        hmac.update(share, 0, share.length);
        hmac.update(hash, 0, 4);
        var tag = new byte[32];
        hmac.doFinal(tag, 0);
        return Arrays.copyOf(tag, 4);
    }

    private static String text(String prefix, byte[] data) {
        var text = Bech32.encode(prefix, data);
        return Ascii.text(text, 0, text.length);
    }
}
