package dev.lockstep.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.testkit.Canary;
import dev.lockstep.testkit.FixedRandomness;
import dev.lockstep.testkit.Json;
import dev.lockstep.testkit.Vectors;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueCipherTest {
    private static final byte[] AAD = "a:b:".getBytes(UTF_8);
    private static final byte[] IV = sequence(0x20);
    private static final String HELLO = "ENC[AES256_GCM,data:f6SdJOI=,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,"
            + "tag:TEFu+ejkdT0ijPtelDWwfg==,type:str]";

    private final ValueCipher cipher = new ValueCipher(DataKey.owning(sequence(0)), FixedRandomness.of(IV));

    @Test
    void sealsTheKnownAnswers() {
        assertThat(seal(Type.STRING, "hello", "a:b:")).isEqualTo(HELLO);
        assertThat(seal(Type.BOOLEAN, "True", "flag:"))
                .isEqualTo("ENC[AES256_GCM,data:Q7OELQ==,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,"
                        + "tag:OAxCU+J6nicSCpxmQvT0Cw==,type:bool]");
        assertThat(seal(Type.COMMENT, " top comment", ":"))
                .isEqualTo("ENC[AES256_GCM,data:N7WeOK1suU6rNAgD,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,"
                        + "tag:GsuSP1jmDnjxOeyqlK3E7Q==,type:comment]");
    }

    @Test
    void sealsTheKnownMac() {
        var mac =
                "CF6272ACE9B88A2B40BACB7545E572BECFFA362454CBF4A506679CF602D237119DD24EE2903E3E83431BD95CC8E4F6FE5757F893"
                        + "F7A326D7E0121315949A3B7A";
        assertThat(seal(Type.STRING, mac, "2026-01-02T03:04:05Z")).contains(",tag:xJ0d42jlA0mEGe+jTnMfSQ==,type:str]");
    }

    @Test
    void opensThePublishedValue() {
        var vector =
                Json.parse(Vectors.bytes("sops-fixtures/getsops-sops/kat.json")).get("aes_gcm_value");
        byte[] text = vector.text("value").getBytes(UTF_8);
        var opening = new ValueCipher(DataKey.owning(vector.hex("key_hex")), FixedRandomness.of(IV));
        try (var value = opening.open(text, vector.text("aad").getBytes(UTF_8))) {
            assertThat(new String(value.lent(), UTF_8)).isEqualTo(vector.text("plaintext"));
        }
        var thrown = catchThrowable(
                () -> opening.open(text, vector.text("wrong_aad_must_fail").getBytes(UTF_8)));
        assertThat(thrown).isInstanceOf(LockstepException.class);
    }

    @Test
    void keepsAnEmptyStringAndAnEmptyCommentEmpty() {
        assertThat(seal(Type.STRING, "", "a:")).isEmpty();
        assertThat(seal(Type.COMMENT, "", "a:")).isEmpty();
        var opened = cipher.open(new byte[0], AAD);
        assertThat(opened.type()).isEqualTo(Type.STRING);
        assertThat(opened.isEmpty()).isTrue();
    }

    @Test
    void opensWhatItSealedAtEveryLengthAroundBlocksAndPieces() {
        long seed = 7;
        var random = new Random(seed);
        var sealing = new ValueCipher(DataKey.owning(sequence(0)), FixedRandomness.seeded(seed));
        for (int length = 1;
                length < 200_000;
                length += length < 100 ? 1 : length > 49_000 && length < 49_300 ? 1 : 4_003) {
            var bytes = new byte[length];
            random.nextBytes(bytes);
            byte[] text = sealing.seal(Plaintext.owning(Type.STRING, bytes.clone()), AAD);
            assertThat(cipher.open(text, AAD).lent())
                    .as("seed %d, length %d", seed, length)
                    .isEqualTo(bytes);
        }
    }

    @Test
    void usesAFreshIvForEachValue() {
        var sealing = new ValueCipher(DataKey.owning(sequence(0)), FixedRandomness.seeded(1));
        byte[] one = sealing.seal(Plaintext.owning(Type.STRING, Canary.bytes()), AAD);
        byte[] other = sealing.seal(Plaintext.owning(Type.STRING, Canary.bytes()), AAD);
        assertThat(one).isNotEqualTo(other);
    }

    @ParameterizedTest
    @CsvSource({
        "int, 42, INTEGER, 42",
        "int, +5, INTEGER, 5",
        "int, 007, INTEGER, 7",
        "int, -0, INTEGER, 0",
        "int, -9223372036854775808, INTEGER, -9223372036854775808",
        "float, 1.50, FLOAT, 1.5",
        "float, 1e21, FLOAT, 1000000000000000000000",
        "float, -0, FLOAT, -0",
        "float, nan, FLOAT, NaN",
        "float, +Inf, FLOAT, +Inf",
        "float, -infinity, FLOAT, -Inf",
        "bool, True, BOOLEAN, True",
        "bool, t, BOOLEAN, True",
        "bool, 0, BOOLEAN, False",
        "time, 2001-12-14T21:59:43.10-05:00, TIME, 2001-12-14T21:59:43.1-05:00",
        "time, 2001-12-14T21:59:43.000+00:00, TIME, 2001-12-14T21:59:43Z",
        "time, 2024-02-29T00:00:00.1234567891Z, TIME, 2024-02-29T00:00:00.123456789Z",
        "comment, ' note', COMMENT, ' note'",
        "str, 007, STRING, 007",
    })
    void opensEachTypeInItsOneForm(String typeName, String bytes, Type type, String value) {
        var opened = cipher.open(foreign(IV, bytes, 16, typeName), AAD);
        assertThat(opened.type()).isEqualTo(type);
        assertThat(new String(opened.lent(), UTF_8)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "int, forty-two",
        "int, 9223372036854775808",
        "int, 1_000",
        "int, 0x10",
        "int, ' 1'",
        "int, +",
        "float, one",
        "float, 1e400",
        "float, 0x1p3",
        "float, 1_0.5",
        "float, 1d",
        "bool, maybe",
        "bool, tRUE",
        "time, yesterday",
        "time, 2001-02-29T00:00:00Z",
        "time, 2001-12-14 21:59:43Z",
        "time, 2001-12-14T24:00:00Z",
        "time, 2001-12-14T21:59:43",
        "bytes, abc",
        "null, abc",
        "strx, abc",
        "STR, abc",
    })
    void refusesBytesThatAreNotOfTheirType(String typeName, String bytes) {
        assertRefused(foreign(IV, bytes, 16, typeName));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 11, 65, 1 << 20})
    void refusesAnIvOfAnotherLength(int length) {
        assertRefused(foreign(new byte[length], "x", 16, "str"));
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 16, 64})
    void opensWithAnyIvOfTwelveToSixtyFourBytes(int length) {
        assertThat(cipher.open(foreign(new byte[length], "x", 16, "str"), AAD).lent())
                .containsExactly('x');
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 12, 15})
    void refusesAShorterTag(int length) {
        assertRefused(foreign(IV, "x", length, "str"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CANARY-7f3a-do-not-print",
                "ENC[",
                "ENC[AES256_GCM,data:",
                "ENC[AES256_GCM,data:f6SdJOI=]",
                "ENC[AES256_GCM,data:,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:TEFu+ejkdT0ijPtelDWwfg==,type:str]",
                "ENC[AES256_GCM,data:f6SdJOI=,iv:,tag:TEFu+ejkdT0ijPtelDWwfg==,type:str]",
                "ENC[AES256_GCM,data:f6SdJOI=,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:,type:str]",
                "ENC[AES256_GCM,data:f6SdJOI=,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:TEFu+ejkdT0ijPtelDWwfgA=,type:str]",
                "ENC[AES256_GCM,data:f6SdJOI,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:TEFu+ejkdT0ijPtelDWwfg==,type:str]",
                "ENC[AES256_GCM,data:f6SdJOJ=,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:TEFu+ejkdT0ijPtelDWwfg==,type:str]",
                "ENC[AES256_GCM,data:f6Sd\nJOI=,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:TEFu+ejkdT0ijPtelDWwfg==,type:str]",
                "ENC[AES256_GCM,data:f6S-JOI=,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:TEFu+ejkdT0ijPtelDWwfg==,type:str]",
                "ENC[AES256_GCM,data:f6SéJOI=,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:TEFu+ejkdT0ijPtelDWwfg==,type:str]",
                "ENC[AES256_GCM,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,data:f6SdJOI=,tag:TEFu+ejkdT0ijPtelDWwfg==,type:str]",
                "ENC[AES256_GCM,data:f6SdJOI=,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:TEFu+ejkdT0ijPtelDWwfg==,type:str]x",
                "ENC[AES256_GCM,data:f6SdJOI=,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:TEFu+ejkdT0ijPtelDWwfg==,type:str] ",
                "ENC[AES256_GCM,data:ENC[AES256_GCM,data:f6SdJOI=,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:TEFu+ejkdT0ijPtelDWwfg==,type:str]",
                "]",
            })
    void refusesWhatIsNoCiphertextOfSops(String text) {
        assertRefused(text.getBytes(UTF_8));
    }

    @Test
    void letsOnlyLineBreaksFollowTheBracket() {
        assertThat(cipher.open((HELLO + "\r\n\n").getBytes(UTF_8), AAD).lent())
                .containsExactly("hello".getBytes(UTF_8));
    }

    @Test
    void refusesAnotherPathAnotherKeyAndEveryChangedCharacter() {
        byte[] hello = HELLO.getBytes(UTF_8);
        assertThat(catchThrowable(() -> cipher.open(hello, "a:c:".getBytes(UTF_8))))
                .isInstanceOf(LockstepException.class);
        var other = new ValueCipher(DataKey.owning(sequence(1)), FixedRandomness.of(IV));
        assertThat(catchThrowable(() -> other.open(hello, AAD))).isInstanceOf(LockstepException.class);
        for (int i = 0; i < HELLO.indexOf(",type:"); i++) {
            byte[] changed = hello.clone();
            changed[i] ^= 1;
            assertRefused(changed);
        }
        assertThat(cipher.open(hello, AAD).lent())
                .as("still good after so many failures")
                .hasSize(5);
    }

    @Test
    void refusesWhateverDamageWithoutQuotingIt() {
        long seed = 31;
        var random = new Random(seed);
        byte[] alphabet = "ENC[AES256_GCM,data:,iv:,tag:,type:str]=+/]\r\n\0\u00ff".getBytes(ISO_8859_1);
        byte[] sealed = HELLO.getBytes(UTF_8);
        for (int i = 0; i < 20_000; i++) {
            int cut = random.nextInt(sealed.length);
            int resume = Math.min(sealed.length, cut + random.nextInt(1 + random.nextInt(sealed.length)));
            var filling = new byte[random.nextInt(8)];
            for (int j = 0; j < filling.length; j++) {
                filling[j] = alphabet[random.nextInt(alphabet.length)];
            }
            byte[] damaged = concat(
                    concat(Arrays.copyOf(sealed, cut), filling), Arrays.copyOfRange(sealed, resume, sealed.length));
            try (var value = cipher.open(damaged, AAD)) {
                boolean sameBytes = Arrays.equals(value.lent(), "hello".getBytes(UTF_8)) || damaged.length == 0;
                assertThat(sameBytes).as("seed %d, round %d", seed, i).isTrue();
            } catch (LockstepException e) {
                assertThat(e.problem().kind()).isEqualTo(Kind.VALUE_NOT_DECRYPTABLE);
            }
        }
    }

    @Test
    void refusesADataKeyOfAnotherLength() {
        var thrown = catchThrowable(() -> new ValueCipher(DataKey.owning(new byte[16]), FixedRandomness.of(IV)));
        assertThat(((LockstepException) thrown).problem().kind()).isEqualTo(Kind.NO_KEY_OPENED_FILE);
    }

    @Test
    void agreesWithWycheproofOnAesGcm() {
        int valid = 0;
        int refused = 0;
        boolean sawOurParameters = false;
        var tests = Vectors.wycheproof("aes_gcm_test.json");
        for (var test : tests) {
            byte[] opened = gcmOpen(test);
            boolean shouldOpen = test.text("result").equals("valid");
            assertThat(opened != null).as("tcId %s", test.text("tcId")).isEqualTo(shouldOpen);
            if (opened != null) {
                assertThat(opened).as("tcId %s", test.text("tcId")).isEqualTo(test.hex("msg"));
                assertThat(gcmSeal(test)).isEqualTo(test.text("ct") + test.text("tag"));
                valid++;
            } else {
                refused++;
            }
            if (test.number("ivSize") == 256 && test.number("keySize") == 256 && shouldOpen) {
                sawOurParameters |= opensAsValue(test);
            }
        }
        System.out.println("Wycheproof AES-GCM: " + valid + " opened, " + refused + " refused, of " + tests.size());
        assertThat(tests).hasSizeGreaterThanOrEqualTo(237);
        assertThat(sawOurParameters).isTrue();
    }

    private static boolean opensAsValue(Json test) {
        byte[] text = text(test.hex("iv"), test.hex("ct"), test.hex("tag"), "str");
        try (var value =
                new ValueCipher(DataKey.owning(test.hex("key")), FixedRandomness.of(IV)).open(text, test.hex("aad"))) {
            assertThat(value.lent()).isEqualTo(test.hex("msg"));
        }
        return test.number("tcId") == 273;
    }

    private static byte[] gcmOpen(Json test) {
        try {
            byte[] ct = concat(test.hex("ct"), test.hex("tag"));
            return gcm(false, test.hex("key"), test.hex("iv"), test.hex("aad"), ct, test.number("tagSize"));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String gcmSeal(Json test) {
        byte[] sealed =
                gcm(true, test.hex("key"), test.hex("iv"), test.hex("aad"), test.hex("msg"), test.number("tagSize"));
        return HexFormat.of().formatHex(sealed);
    }

    private static byte[] gcm(boolean seal, byte[] key, byte[] iv, byte[] aad, byte[] in, int tagBits) {
        var gcm = GCMBlockCipher.newInstance(AESEngine.newInstance());
        gcm.init(seal, new AEADParameters(new KeyParameter(key), tagBits, iv));
        gcm.processAADBytes(aad, 0, aad.length);
        var out = new byte[gcm.getOutputSize(in.length)];
        int done = gcm.processBytes(in, 0, in.length, out, 0);
        try {
            gcm.doFinal(out, done);
            return out;
        } catch (InvalidCipherTextException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// A ciphertext that some other writer might have made: right in all but what the test is about.
    private static byte[] foreign(byte[] iv, String bytes, int tagLength, String typeName) {
        byte[] sealed = gcm(true, sequence(0), iv, AAD, bytes.getBytes(UTF_8), 128);
        int data = sealed.length - 16;
        byte[] tag = Arrays.copyOfRange(sealed, data, data + tagLength);
        return text(iv, Arrays.copyOf(sealed, data), tag, typeName);
    }

    private static byte[] text(byte[] iv, byte[] data, byte[] tag, String typeName) {
        var base64 = Base64.getEncoder();
        return ("ENC[AES256_GCM,data:" + base64.encodeToString(data) + ",iv:" + base64.encodeToString(iv) + ",tag:"
                        + base64.encodeToString(tag) + ",type:" + typeName + "]")
                .getBytes(UTF_8);
    }

    private String seal(Type type, String value, String aad) {
        var fresh =
                new ValueCipher(DataKey.owning(sequence(0)), FixedRandomness.of(IV)); // an IV serves one cipher once
        return new String(fresh.seal(Plaintext.owning(type, value.getBytes(UTF_8)), aad.getBytes(UTF_8)), ISO_8859_1);
    }

    private void assertRefused(byte[] text) {
        var thrown = catchThrowable(() -> cipher.open(text, AAD));
        assertThat(thrown).isInstanceOf(LockstepException.class);
        assertThat(((LockstepException) thrown).problem().kind()).isEqualTo(Kind.VALUE_NOT_DECRYPTABLE);
        Canary.assertAbsent(thrown);
    }

    private static byte[] sequence(int first) {
        var bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
