package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.testkit.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The published cases of the age format (C2SP/CCTV).
class AgeTestkitTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void opensOrRefusesAsTheCaseSays(AgeCase testCase) {
        var run = testCase.open();
        assertEquals(testCase.expect, run.verdict());
        assertEquals(testCase.payloadSha256, run.releasedSha256());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("armored")
    void writesAnArmorAsItWasRead(AgeCase testCase) {
        var rendered = text(Armor.encode(Armor.decode(testCase.file)));
        assertEquals(text(testCase.file).replace("\r\n", "\n").strip(), rendered.strip());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withHeader")
    void writesAHeaderAsItWasRead(AgeCase testCase) {
        var file = testCase.armored ? Armor.decode(testCase.file) : testCase.file;
        var header = AgeHeader.parse(file);
        assertThat(header.render()).isEqualTo(Arrays.copyOf(file, header.length()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("successes")
    void sealsAPayloadAsItWasSealed(AgeCase testCase) {
        var file = testCase.armored ? Armor.decode(testCase.file) : testCase.file;
        var offset = AgeHeader.parse(file).length();
        var nonce = Arrays.copyOfRange(file, offset, offset + AgePayload.NONCE_BYTES);
        try (var fileKey = FileKey.owning(testCase.fileKey.clone())) {
            var plaintext = AgePayload.openAll(fileKey, file, offset, file.length);
            assertEquals(testCase.payloadSha256, AgeCase.sha256(plaintext));
            var sealed = AgePayload.seal(fileKey, plaintext, nonce);
            assertThat(sealed).isEqualTo(Arrays.copyOfRange(file, offset, file.length));
        }
    }

    @Test
    void runsEveryCase() {
        var all = all();
        System.out.println("age testkit: " + all.size() + " cases, of which "
                + armored().count() + " for armor, " + withHeader().count() + " for header and "
                + successes().count() + " for payload round trips");
        assertThat(all).hasSizeGreaterThanOrEqualTo(101);
    }

    static List<AgeCase> all() {
        return Vectors.list("age-testkit").stream().map(AgeCase::parse).toList();
    }

    static Stream<AgeCase> cases() {
        return all().stream();
    }

    static Stream<AgeCase> armored() {
        return cases().filter(testCase -> testCase.armored && !testCase.expect.equals("armor failure"));
    }

    static Stream<AgeCase> withHeader() {
        return cases().filter(testCase ->
                !testCase.expect.equals("header failure") && !testCase.expect.equals("armor failure"));
    }

    static Stream<AgeCase> successes() {
        return cases().filter(testCase -> testCase.expect.equals("success"));
    }

    private static String text(byte[] bytes) {
        return Ascii.text(bytes, 0, bytes.length);
    }
}
