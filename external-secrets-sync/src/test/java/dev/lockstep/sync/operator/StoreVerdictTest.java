package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.Condition;
import dev.lockstep.sync.api.StoreStatus;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fault;
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
        "STORE_INVALID, InvalidStoreConfiguration",
        "STORE_DENIED, InvalidStoreConfiguration",
        "CREDENTIAL_MISSING, InvalidProviderConfig",
        "AUTH_FAILED, InvalidProviderConfig",
        "UNREACHABLE, ValidationFailed",
        "SEALED, ValidationFailed",
        "INTERNAL, ValidationFailed",
    })
    void tellsAFaultByTheReasonsOfExternalSecretsOperator(Cause cause, String reason) {
        var verdict = StoreVerdict.of(new Fault(cause, "does not work", "spec.provider", "mend it"));

        assertThat(verdict).isEqualTo(new StoreVerdict(false, reason, "spec.provider: does not work; mend it"));
    }

    @ParameterizedTest
    @CsvSource({
        "STORE_INVALID, ValidationFailed",
        "CREDENTIAL_MISSING, InvalidProviderConfig",
        "SEALED, ValidationFailed"
    })
    void tellsWhatTheServiceSaidApartFromWhatTheSpecSays(Cause cause, String reason) {
        var verdict = StoreVerdict.of(new Health.Failed(new Fault(cause, "does not work", "", "")));

        assertThat(verdict).isEqualTo(new StoreVerdict(false, reason, "does not work"));
    }

    @Test
    void keepsAStoreReadyThatCannotBeChecked() {
        assertThat(StoreVerdict.of(new Health.Unknown()).ready()).isTrue();
        assertThat(StoreVerdict.of(new Health.Unknown()).reason()).isEqualTo("ValidationUnknown");
        assertThat(StoreVerdict.of(new Health.Ready())).isEqualTo(new StoreVerdict(true, "Valid", "store validated"));
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
        var failed = new StoreVerdict(false, "ValidationFailed", "one").onto(StoreStatus.NONE, "", NOW);
        var later = NOW.plusSeconds(60);

        assertThat(new StoreVerdict(false, "ValidationFailed", "two")
                        .onto(failed, "", later)
                        .conditions())
                .containsExactly(new Condition("Ready", "False", "ValidationFailed", "two", "2026-11-24T12:00:00Z"));
        assertThat(new StoreVerdict(false, "InvalidProviderConfig", "two")
                        .onto(failed, "", later)
                        .conditions())
                .extracting(Condition::lastTransitionTime)
                .containsExactly("2026-11-24T12:01:00Z");
        assertThat(new StoreVerdict(true, "Valid", "").onto(failed, "", later).conditions())
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
}
