package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testkit.Json;
import dev.lockstep.testkit.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import org.bouncycastle.crypto.DataLengthException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The published cases for the primitives that the age format stands on (C2SP/wycheproof). Each case is run; a case
/// that names an error must be refused, and every other must give what it says.
class WycheproofTest {
    @Test
    void x25519GivesTheSharedSecretAndRefusesOneThatIsZero() {
        run("x25519_test", testCase -> {
            var shared = Curve25519.agree(testCase.hex("private"), testCase.hex("public"));
            if (testCase.get("flags").items().contains(new Json("ZeroSharedSecret"))) {
                return shared == null ? null : "a shared secret of zero was not refused";
            }
            return Arrays.equals(shared, testCase.hex("shared")) ? null : "another shared secret";
        });
    }

    @Test
    void chaChaPolySealsAndOpens() {
        run("chacha20_poly1305_test", testCase -> {
            var cipher = new ChaChaPoly(testCase.hex("key"));
            var sealed = Ascii.join(testCase.hex("ct"), testCase.hex("tag"));
            var opened =
                    refusable(() -> cipher.open(testCase.hex("iv"), sealed, 0, sealed.length, testCase.hex("aad")));
            if (isInvalid(testCase)) {
                return opened == null ? null : "opened";
            }
            var message = testCase.hex("msg");
            var again = cipher.seal(testCase.hex("iv"), message, 0, message.length, testCase.hex("aad"));
            return Arrays.equals(opened, message) && Arrays.equals(again, sealed) ? null : "another text";
        });
    }

    @Test
    void hkdfDerives() {
        run("hkdf_sha256_test", testCase -> {
            var derived = refusable(() -> Hkdf.sha256(
                    testCase.hex("ikm"), testCase.hex("salt"), testCase.hex("info"), testCase.number("size")));
            return isInvalid(testCase)
                    ? derived == null ? null : "derived"
                    : Arrays.equals(derived, testCase.hex("okm")) ? null : "another key";
        });
    }

    @Test
    void hmacAuthenticates() {
        run("hmac_sha256_test", testCase -> {
            var hmac = new HMac(new SHA256Digest());
            hmac.init(new KeyParameter(testCase.hex("key")));
            hmac.update(testCase.hex("msg"), 0, testCase.hex("msg").length);
            var tag = new byte[hmac.getMacSize()];
            hmac.doFinal(tag, 0);
            var same = Arrays.equals(Arrays.copyOf(tag, testCase.number("tagSize") / 8), testCase.hex("tag"));
            return same == isInvalid(testCase) ? "another verdict" : null;
        });
    }

    @Test
    void ed25519VerifiesSignaturesOfKeysThatSshUses() {
        run("ed25519_test", testCase -> {
            var key = testCase.get("publicKey").hex("pk");
            var signature = testCase.hex("sig");
            var message = testCase.hex("msg");
            var valid = signature.length == Ed25519.SIGNATURE_SIZE
                    && Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
            return valid == isInvalid(testCase) ? "another verdict" : null;
        });
    }

    @Test
    void rsaOaepOpens() {
        run("rsa_oaep_2048_sha256_mgf1sha256_test", testCase -> {
            var opened = SshRsaIdentity.open(rsaKey(testCase), testCase.hex("label"), testCase.hex("ct"));
            return isInvalid(testCase)
                    ? opened == null ? null : "opened"
                    : Arrays.equals(opened, testCase.hex("msg")) ? null : "another text";
        });
    }

    @Test
    void mlKemDerivesKeysFromASeed() {
        run("mlkem_768_keygen_seed_test", testCase -> {
            var key = MlKem768.privateKey(testCase.hex("seed"));
            var expanded = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, testCase.hex("dk"));
            return Arrays.equals(key.getPublicKey(), testCase.hex("ek"))
                            && Arrays.equals(key.getS(), expanded.getS())
                            && Arrays.equals(key.getHPK(), expanded.getHPK())
                            && Arrays.equals(key.getNonce(), expanded.getNonce())
                    ? null
                    : "another key";
        });
    }

    @Test
    void mlKemEncapsulatesAndRefusesKeysOutOfRange() {
        run("mlkem_768_encaps_test", testCase -> {
            var key = MlKem768.publicKey(testCase.hex("ek"));
            if (isInvalid(testCase)) {
                return key == null ? null : "the key was taken";
            }
            var result = key == null ? null : MlKem768.encapsulate(key, testCase.hex("m"));
            return result != null
                            && Arrays.equals(result.ciphertext(), testCase.hex("c"))
                            && Arrays.equals(result.secret(), testCase.hex("K"))
                    ? null
                    : "another ciphertext or secret";
        });
    }

    @Test
    void mlKemDecapsulates() {
        run("mlkem_768_test", testCase -> {
            var secret =
                    refusable(() -> MlKem768.decapsulate(MlKem768.privateKey(testCase.hex("seed")), testCase.hex("c")));
            return isInvalid(testCase)
                    ? secret == null ? null : "decapsulated"
                    : Arrays.equals(secret, testCase.hex("K")) ? null : "another secret";
        });
    }

    @Test
    void mlKemDecapsulatesWithExpandedKeys() {
        run("mlkem_768_semi_expanded_decaps_test", testCase -> {
            var secret = refusable(() -> MlKem768.decapsulate(
                    new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, testCase.hex("dk")), testCase.hex("c")));
            return isInvalid(testCase)
                    ? secret == null ? null : "decapsulated"
                    : Arrays.equals(secret, testCase.hex("K")) ? null : "another secret";
        });
    }

    private static RSAPrivateCrtKeyParameters rsaKey(Json testCase) {
        try {
            return (RSAPrivateCrtKeyParameters) PrivateKeyFactory.createKey(testCase.hex("privateKeyPkcs8"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isInvalid(Json testCase) {
        return testCase.text("result").equals("invalid");
    }

    /// @return null if the parameters are refused
    private static byte @Nullable [] refusable(Computation computation) {
        try {
            return computation.run();
        } catch (IllegalArgumentException | DataLengthException e) {
            return null;
        }
    }

    private interface Computation {
        byte @Nullable [] run();
    }

    private interface Check {
        /// @return null, or what is wrong
        @Nullable
        String of(Json testCase);
    }

    private static void run(String name, Check check) {
        var failures = new ArrayList<String>();
        var count = 0;
        for (var testCase : Vectors.wycheproof(name + ".json")) {
            count++;
            var failure = check.of(testCase);
            if (failure != null) {
                failures.add(testCase.text("tcId") + ": " + failure);
            }
        }
        System.out.println("wycheproof " + name + ": " + count + " cases");
        assertThat(failures).isEmpty();
        var file = Json.parse(Vectors.bytes("wycheproof/" + name + ".json"));
        assertThat(count).isEqualTo(file.number("numberOfTests"));
    }
}
