package dev.lockstep.sync.engine;

import static dev.lockstep.sync.engine.Samples.data;
import static org.assertj.core.api.Assertions.assertThat;

import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What can be told of data of which only hashes were kept.
class FingerprintTest {
    private static Fingerprint of(String pairs) {
        return Fingerprint.of(data(pairs), new SecretKeySpec(new byte[32], "HmacSHA256"));
    }

    @ParameterizedTest(name = "of {0}: {1} matches {2}, is covered {3}")
    @CsvSource({
        "a=1 b=2, b=2 a=1, true,  true",
        "a=1 b=2, a=1,     false, true",
        "a=1 b=2, '',      false, true",
        "a=1,     a=1 b=2, false, false",
        "a=1,     a=2,     false, false",
        "a=1,     b=1,     false, false",
        "a=bc,    ab=c,    false, false",
        "'',      '',      true,  true",
    })
    void tellsWhetherDataIsTheSameOrPartOfIt(String kept, String other, boolean matches, boolean covers) {
        assertThat(of(kept).matches(data(other))).isEqualTo(matches);
        assertThat(of(kept).covers(data(other))).isEqualTo(covers);
    }

    @Test
    void namesKeysAndNothingElse() {
        assertThat(of("b=canary a=1").keys()).containsExactly("a", "b");
        assertThat(of("a=canary")).hasToString("Fingerprint[redacted]");
    }
}
