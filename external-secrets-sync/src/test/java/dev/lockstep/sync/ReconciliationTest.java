package dev.lockstep.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.Problem;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Due;
import dev.lockstep.sync.engine.LastSync;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.Outcome.Result;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.engine.Trigger;
import dev.lockstep.sync.engine.WriteRules;
import dev.lockstep.sync.sink.FakeTarget;
import dev.lockstep.sync.store.FakeStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The order of the steps, with a store and a target in memory.
class ReconciliationTest {
    private static final SyncError DOWN = new SyncError(Cause.UNREACHABLE, "the store is down", "a", "wait");
    private static final Problem FULL = new Problem(Kind.OUTPUT_UNWRITABLE, "the disk is full", "out", "make room");

    private final FakeStore store = new FakeStore();
    private final FakeTarget target = new FakeTarget();
    private Instant now = Instant.now();
    private final InstantSource clock = () -> now;
    private final Reconciliation pass = new Reconciliation(store.gateway(clock), target, WriteRules.DEFAULT, clock);

    private static SyncSpec spec(String name) {
        return Specs.manifest(new SecretName("shop", name));
    }

    private static RemoteRef source(String name) {
        return spec(name).entries().getFirst().remote();
    }

    /// Runs a reconcile for each an hour after the last ones, when no answer of then will do.
    private List<Outcome> run(SyncSpec... specs) {
        now = now.plusSeconds(3600);
        return Stream.of(specs)
                .map(spec -> pass.run(spec, LastSync.NEVER, new Trigger.None()))
                .toList();
    }

    /// What was written or found, by the store's name of it.
    private static String version(Outcome outcome) {
        return switch (outcome.result()) {
            case Result.Written(_, var origins, _, _, _) ->
                "written " + origins.getFirst().version();
            case Result.Unchanged(var origins, _, _) ->
                "unchanged " + origins.getFirst().version();
            case Result result -> result.toString();
        };
    }

    private static List<Result> results(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::result).toList();
    }

    private String value(String name) {
        return target.live(spec(name)) instanceof Live.Present(var data, _)
                ? new String(data.values().get("k").lent(), UTF_8)
                : "";
    }

    @Test
    void writesAndThenFindsItUnchanged() {
        store.holding(source("a"), "k", "1");
        assertThat(run(spec("a"))).map(ReconciliationTest::version).containsExactly("written v1");
        assertThat(run(spec("a"))).map(ReconciliationTest::version).containsExactly("unchanged v1");
        store.holding(source("a"), "k", "2");
        assertThat(run(spec("a"))).map(ReconciliationTest::version).containsExactly("written v2");
        assertThat(value("a")).isEqualTo("2");
    }

    @Test
    void asksNoStoreAndNoTargetWhenNothingIsDue() {
        store.holding(source("a"), "k", "1");
        var last = SyncStatus.of(spec("a"), LastSync.NEVER, run(spec("a")).getFirst())
                .last();
        store.failing(source("a"), DOWN);
        assertThat(pass.run(spec("a"), last, new Trigger.None()).result()).isEqualTo(new Result.Waiting());
        assertThat(SyncStatus.of(spec("a"), last, pass.run(spec("a"), last, new Trigger.None()))
                        .changed())
                .isFalse();
    }

    @Test
    void saysWhatMadeAPassDueAndWhenItBegan() {
        store.failing(source("a"), DOWN);
        var outcome = pass.run(spec("a"), LastSync.NEVER, new Trigger.None());
        assertThat(outcome.why()).isEqualTo(Due.Why.NEVER_SYNCED);
        assertThat(outcome.startedAt()).isAfter(Instant.MIN);
    }

    @Test
    void aFailureOfOneLeavesItsOldValueAndTheOthersAlone() {
        store.holding(source("a"), "k", "1").holding(source("b"), "k", "1");
        run(spec("a"), spec("b"));
        store.failing(source("a"), DOWN).holding(source("b"), "k", "2");
        assertThat(run(spec("a"), spec("b")))
                .map(ReconciliationTest::version)
                .containsExactly(new Result.Refused(DOWN).toString(), "written v3");
        assertThat(value("a")).isEqualTo("1");
        assertThat(value("b")).isEqualTo("2");
    }

    @Test
    void saysWhyTheTargetDidNotTakeIt() {
        store.holding(source("a"), "k", "1").holding(source("b"), "k", "1");
        target.foreign(spec("a").target(), "a cuckoo");
        assertThat(run(spec("a"), spec("b"))).extracting(Outcome::refused).containsExactly(true, false);
        target.broken(FULL);
        store.holding(source("b"), "k", "2");
        assertThat(results(run(spec("b")))).containsExactly(new Result.Refused(SyncError.of(FULL)));
        assertThat(results(pass.prune(List.of(), 100))).containsExactly(new Result.Refused(SyncError.of(FULL)));
        assertThat(value("b")).isEqualTo("1");
    }

    @Test
    void decidesAnewWhenTheTargetChangedBeforeTheWrite() {
        store.holding(source("a"), "k", "1");
        run(spec("a"));
        store.holding(source("a"), "k", "2");
        target.meddleBeforeTheNextWrite(() -> target.meddle(spec("a").target(), Specs.data("k", "theirs")));
        assertThat(run(spec("a"))).map(ReconciliationTest::version).containsExactly("written v2");
        assertThat(value("a")).isEqualTo("2");
    }

    @Test
    void leavesATargetThatNeverKeepsStillToTheNextPass() {
        store.holding(source("a"), "k", "1");
        target.meddleBeforeEveryWrite(() -> target.meddle(spec("a").target(), Specs.data("k", "theirs")));
        assertThat(run(spec("a"))).extracting(Outcome::refused).containsExactly(true);
        assertThat(value("a")).isEqualTo("theirs");
    }

    @Test
    void tidiesUpOnceTheTargetStandsAndNotBefore() {
        store.failing(source("b"), new SyncError(Cause.ACCESS_DENIED, "not this one", "b", "ask for it"));
        assertThat(run(spec("b"))).extracting(Outcome::refused).containsExactly(true);
        assertThat(target.tidied()).isEmpty();
        store.holding(source("a"), "k", "1");
        run(spec("a"), spec("a"));
        assertThat(target.tidied())
                .containsExactly(spec("a").target(), spec("a").target());
    }

    @Test
    void prunesWhatNobodyWantsUpToTheLimit() {
        store.holding(source("a"), "k", "1").holding(source("b"), "k", "1");
        run(spec("a"), spec("b"));
        assertThat(pass.prune(List.of(spec("a"), spec("b")), 50)).isEmpty();
        assertThat(results(pass.prune(List.of(), 50))).singleElement().isInstanceOf(Result.Refused.class);
        assertThat(target.owned()).hasSize(2);
        assertThat(pass.prune(List.of(spec("a")), 50))
                .containsExactly(Outcome.without("shop/b", "", new Result.Removed(List.of())));
        assertThat(target.owned()).containsExactly(spec("a").target());
    }
}
