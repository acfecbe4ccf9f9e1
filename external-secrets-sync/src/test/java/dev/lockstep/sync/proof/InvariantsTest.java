package dev.lockstep.sync.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each check passes a good history and catches a seeded bad one; a check that catches nothing proves nothing.
class InvariantsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<Seen> GOOD =
            List.of(seen(1, Stamp.version(1, 3)), seen(2, Stamp.version(2, 3)), seen(3, Stamp.version(3, 4)));

    @Test
    void aGoodHistoryViolatesNothing() {
        assertThat(Invariants.nothingLost(GOOD, Set.of())).isEmpty();
        assertThat(Invariants.wholeVersions(GOOD)).isEmpty();
        assertThat(Invariants.neverBackwards(GOOD)).isEmpty();
        assertThat(Invariants.quiet(GOOD, at(3), at(60))).isEmpty();
    }

    @Test
    void aDeletedSecretIsALossUnlessItWasAskedFor() {
        var history = List.of(GOOD.get(0), deleted(2));
        assertThat(Invariants.nothingLost(history, Set.of()))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("deleted");
        assertThat(Invariants.nothingLost(history, Set.of("shop/db"))).isEmpty();
    }

    @Test
    void anEmptiedSecretIsALoss() {
        assertThat(Invariants.nothingLost(List.of(GOOD.get(0), seen(2, Map.of())), Set.of()))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("emptied");
    }

    @Test
    void aShrunkSecretIsALoss() {
        assertThat(Invariants.nothingLost(List.of(GOOD.get(0), seen(2, Stamp.version(2, 2))), Set.of()))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("shrunk");
    }

    @Test
    void aMixtureOfTwoVersionsIsCaught() {
        var mixture = new LinkedHashMap<>(Stamp.version(2, 3));
        mixture.put("key2", Stamp.value(1, 3, "key2"));
        assertThat(Invariants.wholeVersions(List.of(seen(1, mixture))))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("mix");
    }

    @Test
    void aPartOfAVersionIsCaught() {
        var part = new LinkedHashMap<>(Stamp.version(2, 3));
        part.remove("key3");
        assertThat(Invariants.wholeVersions(List.of(seen(1, part))))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("part");
    }

    @Test
    void aCutValueAndASwappedKeyAreCaught() {
        var cut = Map.of("key1", Stamp.value(1, 1, "key1").substring(0, 12));
        var swapped = Map.of("key1", Stamp.value(1, 1, "key2"));
        assertThat(Invariants.wholeVersions(List.of(seen(1, cut), seen(2, swapped))))
                .hasSize(2);
    }

    @Test
    void anOlderVersionAfterANewerIsCaught() {
        assertThat(Invariants.neverBackwards(List.of(GOOD.get(1), GOOD.get(0)))).hasSize(1);
        assertThat(Invariants.neverBackwards(List.of(GOOD.get(1), deleted(3), seen(4, Stamp.version(1, 3)))))
                .as("also after it was gone in between")
                .hasSize(1);
    }

    @Test
    void aWriteInAQuietTimeIsCaught() {
        assertThat(Invariants.quiet(GOOD, at(1), at(60))).hasSize(2);
    }

    @Test
    void aProcessThatWritesAfterItsSuccessorIsCaught() {
        var writes = List.of(write(1, "a", 200), write(2, "a", 201), write(3, "b", 200), write(4, "b", 200));
        assertThat(Invariants.oneWriterAtATime(writes)).isEmpty();
        assertThat(Invariants.oneWriterAtATime(List.of(writes.get(0), writes.get(2), write(5, "a", 200))))
                .hasSize(1);
        assertThat(Invariants.oneWriterAtATime(List.of(writes.get(0), writes.get(2), write(5, "a", 409))))
                .as("a write that the API server refused is none")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "xy", "xyz"})
    void aSecretInATextIsCaughtPlainOrInBase64(String before) {
        var plain = before + Stamp.CANARY + " and more";
        var encoded = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
        assertThat(Invariants.nothingTold(Map.of("events", List.of("fine", plain))))
                .hasSize(1);
        assertThat(Invariants.nothingTold(Map.of("log", List.of("value " + encoded))))
                .hasSize(1);
        assertThat(Invariants.nothingTold(Map.of("log", List.of("nothing", "to see"))))
                .isEmpty();
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    private static Seen seen(int second, Map<String, String> data) {
        return new Seen(at(second), "shop/db", "u", "" + second, false, data);
    }

    private static Seen deleted(int second) {
        return new Seen(at(second), "shop/db", "u", "" + second, true, Stamp.version(1, 3));
    }

    private static Write write(int second, String who, int status) {
        return new Write(at(second), who, "patch", "shop/db", status);
    }
}
