package dev.lockstep.sync.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Go's base64 packages accept, and what ESO makes of the rest.
class DecoderTest {
    @ParameterizedTest(name = "{0} {1} gives {2}")
    @CsvSource({
        "NONE,       aGVsbG8=,      aGVsbG8=",
        "BASE64,     aGVsbG8=,      hello",
        "BASE64,     aGVsbG8,       refused",
        "BASE64,     aGVsbG8==,     refused",
        "BASE64,     aGVsbG8=x,     refused",
        "BASE64,     aGVsbG8=aGVs,  refused",
        "BASE64,     a=Vs,          refused",
        "BASE64,     ====,          refused",
        "BASE64,     aGk_-_8=,      refused",
        "BASE64,     hello world!,  refused",
        "BASE64,     '',            ''",
        "BASE64,     'aGVs\nbG8=\r\n', hello",
        "BASE64,     aGV sbG8=,     refused",
        "BASE64,     aA==,          h",
        "BASE64,     aB==,          h",
        "BASE64,     aA=,           refused",
        "BASE64,     aA=x,          refused",
        "BASE64,     é===,          refused",
        "BASE64_URL, aGk_LV8-,      hi?-_>",
        "BASE64_URL, aGk/,          refused",
        "AUTO,       aGVsbG8=,      hello",
        "AUTO,       aGk_LV8-,      hi?-_>",
        "AUTO,       hello world!,  hello world!",
        "AUTO,       aGVsbG8,       aGVsbG8",
    })
    void decodes(Decoding decoding, String text, String expected) {
        try (var value = Plaintext.owning(Type.STRING, text.getBytes(UTF_8));
                var decoded = Decoder.decode(value, decoding)) {
            assertThat(decoded == null ? "refused" : new String(decoded.lent(), UTF_8))
                    .isEqualTo(expected);
        }
    }

    @Test
    void takesBackWhatTheEncoderMadeOfAnyBytes() {
        var random = new Random(7);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            try (var text = Plaintext.owning(Type.STRING, Base64.getEncoder().encode(bytes));
                    var decoded = Decoder.decode(text, Decoding.BASE64)) {
                assertThat(decoded).isNotNull();
                assertThat(decoded.lent()).isEqualTo(bytes);
            }
        }
    }
}
