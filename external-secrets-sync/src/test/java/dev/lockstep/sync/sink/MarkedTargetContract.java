package dev.lockstep.sync.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncPlan;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What a target must do that others write into, too.
abstract class MarkedTargetContract extends TargetContract {
    /// Somebody else puts this in the place, whatever is there.
    abstract void meddle(SecretName name, String... pairs);

    @Test
    void namesEachStateAnew() {
        var first = write(NAME, "password", "one");
        var second = write(NAME, "password", "two");
        assertThat(second.uid()).isEqualTo(first.uid()).isNotEmpty();
        assertThat(second.version()).isNotEqualTo(first.version());
    }

    @Test
    void refusesAWriteOntoAnotherState() {
        var before = write(NAME, "password", "one");
        meddle(NAME, "password", "theirs");
        refuses(() -> writeOnto(before, "password", "two"));
        assertThat(read(NAME)).containsEntry("password", "theirs");
    }

    @Test
    void refusesAWriteOntoASecretThatIsGone() {
        var before = write(NAME, "password", "one");
        target().remove(NAME, before);
        refuses(() -> writeOnto(before, "password", "two"));
        assertThat(target().live(spec(NAME))).isInstanceOf(Live.Absent.class);
    }

    @Test
    void refusesAWriteOntoASecretThatWasMadeAnew() {
        var before = write(NAME, "password", "one");
        target().remove(NAME, before);
        meddle(NAME, "password", "theirs");
        refuses(() -> writeOnto(before, "password", "two"));
        assertThat(read(NAME)).containsEntry("password", "theirs");
    }

    @Test
    void makesNoSecretWhereOneAppearedMeanwhile() {
        meddle(NAME, "password", "theirs");
        refuses(() -> writeOnto(ObjectVersion.NONE, "password", "one"));
        assertThat(read(NAME)).containsEntry("password", "theirs");
    }

    @Test
    void removesNoSecretThatChangedMeanwhile() {
        var before = write(NAME, "password", "one");
        meddle(NAME, "password", "theirs");
        refuses(() -> target().remove(NAME, before));
        assertThat(read(NAME)).containsEntry("password", "theirs");
    }

    private void writeOnto(ObjectVersion basis, String... pairs) {
        try (var data = data(pairs)) {
            target().write(spec(NAME), new SyncPlan.Write(data, List.of(), basis));
        }
    }

    private static void refuses(ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(
                        TargetException.class, e -> assertThat(e.reread()).isTrue());
    }
}
