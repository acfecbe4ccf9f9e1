package dev.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.document.Presentation;
import dev.lockstep.problem.LockstepException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class YamlRenderingPropertyTest {
    private static final int SAMPLES = 3000;

    /// Values without those whose type sops cannot keep either: a float that is whole comes out as an integer.
    private static List<String> values(byte[] file) {
        return YamlFakeSeal.values(file).stream()
                .filter(value -> !value.contains("=COMMENT"))
                .map(value -> value.replace("=FLOAT", "=INTEGER"))
                .toList();
    }

    @Test
    void encryptingAndDecryptingGivesEveryByteBackAndTheSameValuesEvenWithoutHints() {
        int read = 0;
        int whole = 0;
        for (long seed = 0; seed < SAMPLES; seed++) {
            byte[] plain = YamlSamples.of(seed).getBytes(StandardCharsets.UTF_8);
            List<String> expected;
            try {
                expected = values(plain);
            } catch (LockstepException e) {
                continue; // an alias that leads nowhere, for instance
            }
            read++;
            byte[] sealed = YamlFakeSeal.seal(plain);
            try (var hints = YamlFakeSeal.hints(plain, sealed)) {
                whole += hints.wholeSource() == null ? 0 : 1;
                assertThat(YamlFakeSeal.open(sealed, hints)).as("seed %d", seed).isEqualTo(plain);
            }
            byte[] bare = YamlFakeSeal.open(sealed, Presentation.none());
            assertThat(values(bare)).as("values of seed %d", seed).isEqualTo(expected);
        }
        assertThat(read).isGreaterThan(SAMPLES * 3 / 4);
        assertThat(whole).as("files that had to be kept as a whole").isLessThan(SAMPLES / 100);
    }

    @Test
    void takesTimeInProportionToTheFile() {
        var text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("key").append(i).append(": value ").append(i).append(" # c\n");
        }
        byte[] plain = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] sealed = YamlFakeSeal.seal(plain);
        assertThat(YamlFakeSeal.open(sealed, Presentation.none())).isEqualTo(plain);
    }
}
