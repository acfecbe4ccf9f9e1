package dev.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.document.FormattingHints;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
            byte[] bare = YamlFakeSeal.open(sealed, FormattingHints.none());
            assertThat(values(bare)).as("values of seed %d", seed).isEqualTo(expected);
        }
        assertThat(read).isGreaterThan(SAMPLES * 3 / 4);
        assertThat(whole).as("files that had to be kept as a whole").isLessThan(SAMPLES / 100);
    }

    @Test
    void givesBackEveryCaseOfTheYamlTestSuiteThatIsRead() throws IOException {
        int read = 0;
        List<Path> files;
        try (var tree = Files.walk(Vectors.path("yaml-test-suite/data"))) {
            files = tree.filter(file -> file.endsWith("in.yaml")).sorted().toList();
        }
        for (var file : files) {
            byte[] plain = Files.readAllBytes(file);
            try {
                values(plain);
            } catch (LockstepException e) {
                continue; // no map at the top, or refused by go-yaml
            }
            read++;
            byte[] sealed = YamlFakeSeal.seal(plain);
            try (var hints = YamlFakeSeal.hints(plain, sealed)) {
                assertThat(YamlFakeSeal.open(sealed, hints)).as("%s", file).isEqualTo(plain);
            }
        }
        assertThat(read).isGreaterThan(60);
    }

    @Test
    void takesTimeInProportionToTheFile() {
        assertThat(seconds(160_000)).isLessThan(16 * seconds(20_000) + 2);
    }

    private static double seconds(int entries) {
        var text = new StringBuilder();
        for (int i = 0; i < entries; i++) {
            text.append("key").append(i).append(": value ").append(i).append(" # c\n");
        }
        text.append("list: [").append("a, ".repeat(entries)).append("b]\n");
        byte[] plain = text.toString().getBytes(StandardCharsets.UTF_8);
        long start = System.nanoTime();
        byte[] sealed = YamlFakeSeal.seal(plain);
        assertThat(YamlFakeSeal.open(sealed, FormattingHints.none())).isEqualTo(plain);
        return (System.nanoTime() - start) / 1e9;
    }
}
