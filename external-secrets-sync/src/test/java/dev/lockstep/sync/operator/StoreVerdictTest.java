package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.Condition;
import dev.lockstep.sync.api.StoreStatus;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.SecretStore.Health;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreVerdictTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.5Z");

    @ParameterizedTest
    @CsvSource({
        "NOT_SERVED, NotServed",
        "STORE_INVALID, InvalidProviderConfig",
        "CREDENTIAL_MISSING, InvalidProviderConfig",
        "AUTH_FAILED, InvalidProviderConfig",
        "UNREACHABLE, InvalidProviderConfig",
        "INTERNAL, InvalidProviderConfig",
    })
    void tellsEveryFaultByTheOneReasonOfEsoAndItsCauseInTheMessage(Cause cause, String reason) {
        var error = new SyncError(cause, "does not work", "spec.provider", "mend it");
        var expected =
                new StoreVerdict(false, reason, cause.spelled() + ": spec.provider: does not work; mend it", cause);

        assertThat(StoreVerdict.of(error)).isEqualTo(expected);
        assertThat(StoreVerdict.of(new Health.Failed(error))).isEqualTo(expected);
    }

    @Test
    void tellsWhatAStoreCanDoOnceItWasValidAndFromThenOn() {
        var failed = StoreVerdict.of(new SyncError(Cause.AUTH_FAILED, "no", "", ""));
        var never = failed.onto(StoreStatus.NONE, "ReadWrite", NOW);
        var valid = StoreVerdict.of(new Health.Ready()).onto(never, "ReadWrite", NOW);

        assertThat(never.capabilities()).isEmpty();
        assertThat(StoreVerdict.of(new Health.Unknown())
                        .onto(never, "ReadWrite", NOW)
                        .capabilities())
                .isEmpty();
        assertThat(valid.capabilities()).isEqualTo("ReadWrite");
        assertThat(failed.onto(valid, "ReadWrite", NOW).capabilities()).isEqualTo("ReadWrite");
    }

    @Test
    void keepsAStoreReadyThatCannotBeChecked() {
        assertThat(StoreVerdict.of(new Health.Unknown()).ready()).isTrue();
        assertThat(StoreVerdict.of(new Health.Unknown()).reason()).isEqualTo("ValidationUnknown");
        assertThat(StoreVerdict.of(new Health.Ready()))
                .isEqualTo(new StoreVerdict(true, "Valid", "store validated", null));
    }

    @Test
    void changesNothingThatIsAsItWas() {
        var verdict = StoreVerdict.of(new Health.Ready());
        var first = verdict.onto(StoreStatus.NONE, "ReadWrite", NOW);

        assertThat(first.conditions())
                .containsExactly(new Condition("Ready", "True", "Valid", "store validated", "2026-11-24T12:00:00Z"));
        assertThat(verdict.onto(first, "ReadWrite", NOW.plusSeconds(300))).isEqualTo(first);
    }

    @Test
    void keepsTheTimeUntilStatusOrReasonChanges() {
        var failed = new StoreVerdict(false, "ValidationFailed", "one", null).onto(StoreStatus.NONE, "", NOW);
        var later = NOW.plusSeconds(60);

        assertThat(new StoreVerdict(false, "ValidationFailed", "two", null)
                        .onto(failed, "", later)
                        .conditions())
                .containsExactly(new Condition("Ready", "False", "ValidationFailed", "two", "2026-11-24T12:00:00Z"));
        assertThat(new StoreVerdict(false, "InvalidProviderConfig", "two", null)
                        .onto(failed, "", later)
                        .conditions())
                .extracting(Condition::lastTransitionTime)
                .containsExactly("2026-11-24T12:01:00Z");
        assertThat(new StoreVerdict(true, "Valid", "", null)
                        .onto(failed, "", later)
                        .conditions())
                .extracting(Condition::lastTransitionTime)
                .containsExactly("2026-11-24T12:01:00Z");
    }

    @Test
    void leavesTheConditionsOfOthers() {
        var other = new Condition("Deprecated", "True", "", "", "");
        var before = new StoreStatus("", List.of(new Condition("Ready", "False", "a", "", ""), other));

        assertThat(StoreVerdict.of(new Health.Ready()).onto(before, "", NOW).conditions())
                .extracting(Condition::type)
                .containsExactlyInAnyOrder("Ready", "Deprecated");
    }

    @Test
    void tellsOfFieldsThatHaveNoEffect() {
        var verdict = StoreVerdict.of(new Health.Ready());
        assertThat(verdict.warning(List.of())).isEqualTo(verdict);
        assertThat(verdict.warning(List.of("spec.a (did you mean b?)", "spec.c"))
                        .message())
                .isEqualTo("store validated; ignored, unknown field: spec.a (did you mean b?), spec.c");
    }
}
