package dev.lockstep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import dev.lockstep.testkit.FixedRandomness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShamirTest {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final List<String> SHARES = List.of(
            "cbbf87f943a85467bf617702233ac2d59517bd47d29f1c40c731deb1cba8f12c01",
            "8d6613ec8a44a2c77dd9f01952638da0011d57bb831a02b9bd498954a96cdb7902",
            "46d89616cde9f0a7cab18d107d54417a841bf8ef459008ee62614dfe7ed9344a03");

    @Test
    void combinesTheKnownShares() {
        assertThat(combined("66e101", "1c9403")).isEqualTo("5b56");
        assertThat(combined(SHARES.get(0), SHARES.get(1))).isEqualTo(KEY);
        assertThat(combined(SHARES.get(1), SHARES.get(2))).isEqualTo(KEY);
        assertThat(combined(SHARES.get(2), SHARES.get(0))).isEqualTo(KEY);
        assertThat(combined(SHARES.get(2), SHARES.get(0), SHARES.get(1))).isEqualTo(KEY);
    }

    @Test
    void anySharesCombineIfTheyAreEnough() {
        long seed = 4;
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int count = 2 + random.nextInt(round % 50 == 0 ? 254 : 9);
            int threshold = 2 + random.nextInt(count - 1);
            var secret = new byte[32];
            random.nextBytes(secret);
            var shares = new ArrayList<>(
                    Shamir.split(DataKey.owning(secret.clone()), count, threshold, FixedRandomness.seeded(round)));
            assertThat(shares).hasSize(count);
            Collections.shuffle(shares, random);
            int given = threshold + random.nextInt(count - threshold + 1);
            var back = Shamir.combine(shares.subList(0, given)).lend(byte[]::clone);
            assertThat(back)
                    .as("seed %d, %d of %d, given %d", seed, threshold, count, given)
                    .isEqualTo(secret);
            if (threshold > 2) {
                var wrong = Shamir.combine(shares.subList(0, threshold - 1)).lend(byte[]::clone);
                assertThat(wrong).as("seed %d: one share too few", seed).isNotEqualTo(secret);
            }
        }
    }

    @Test
    void everyElementButZeroHasAnInverse() {
        for (int a = 1; a < 256; a++) {
            assertThat(Shamir.multiply(a, Shamir.inverse(a)))
                    .as("inverse of %d", a)
                    .isEqualTo(1);
        }
        assertThat(Shamir.multiply(0x53, 0xca)).as("the example of FIPS 197").isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 1, threshold must be at least 2",
        "2, 3, parts cannot be less than threshold",
        "256, 2, parts cannot exceed 255"
    })
    void refusesNumbersThatCannotBe(int count, int threshold, String what) {
        var thrown = catchThrowable(
                () -> Shamir.split(DataKey.owning(new byte[32]), count, threshold, FixedRandomness.seeded(1)));
        assertThat(((LockstepException) thrown).problem().kind()).isEqualTo(Kind.CONFIG_INVALID);
        assertThat(thrown).hasMessage(what);
    }

    @ParameterizedTest
    @CsvSource({"66e101, 66e101", "66e101, 1c9401", "66e100, 1c9403", "66e101, 1c03", "01, 02", "66e101,"})
    void refusesSharesThatCannotBeOfOneKey(String one, String other) {
        var shares = Stream.of(one, other)
                .filter(s -> s != null)
                .map(ShamirTest::share)
                .toList();
        var thrown = catchThrowable(() -> Shamir.combine(shares));
        assertThat(((LockstepException) thrown).problem().kind()).isEqualTo(Kind.NO_KEY_OPENED_FILE);
    }

    private static String combined(String... shares) {
        return Shamir.combine(Stream.of(shares).map(ShamirTest::share).toList())
                .lend(bytes -> HexFormat.of().formatHex(bytes));
    }

    private static DataKey share(String hex) {
        return DataKey.owning(HexFormat.of().parseHex(hex));
    }
}
