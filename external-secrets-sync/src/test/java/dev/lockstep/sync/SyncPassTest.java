package dev.lockstep.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.Problem;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.Outcome.Result;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.store.FakeStore;
import dev.lockstep.sync.target.FakeTarget;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The order of the steps, with a store and a target in memory.
class SyncPassTest {
    private static final Problem DOWN = new Problem(Kind.FILE_UNREADABLE, "the store is down", "a", "wait");
    private static final Problem FULL = new Problem(Kind.OUTPUT_UNWRITABLE, "the disk is full", "out", "make room");

    private final FakeStore store = new FakeStore();
    private final FakeTarget target = new FakeTarget();
    private final SyncPass pass = new SyncPass(store, target);

    private static SyncSpec spec(String name) {
        return new SyncSpec(new SecretName("shop", name), new RemoteRef(name, ""), name + ".yaml");
    }

    private static List<Result> results(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::result).toList();
    }

    private String value(String name) {
        return target.live(new SecretName("shop", name)) instanceof Live.Present(var data)
                ? new String(data.values().get("k").lent(), UTF_8)
                : "";
    }

    @Test
    void writesAndThenFindsItUnchanged() {
        store.holding(spec("a").source(), "k", "1");
        assertThat(results(pass.run(List.of(spec("a"))))).containsExactly(new Result.Written("v1"));
        assertThat(results(pass.run(List.of(spec("a"))))).containsExactly(new Result.Unchanged("v1"));
        store.holding(spec("a").source(), "k", "2");
        assertThat(pass.run(List.of(spec("a"))))
                .containsExactly(new Outcome("shop/a", "a.yaml", new Result.Written("v2")));
        assertThat(value("a")).isEqualTo("2");
    }

    @Test
    void aFailureOfOneLeavesItsOldValueAndTheOthersAlone() {
        store.holding(spec("a").source(), "k", "1").holding(spec("b").source(), "k", "1");
        pass.run(List.of(spec("a"), spec("b")));
        store.failing(spec("a").source(), DOWN).holding(spec("b").source(), "k", "2");
        assertThat(results(pass.run(List.of(spec("a"), spec("b")))))
                .containsExactly(new Result.Refused(DOWN), new Result.Written("v3"));
        assertThat(value("a")).isEqualTo("1");
        assertThat(value("b")).isEqualTo("2");
    }

    @Test
    void saysWhyTheTargetDidNotTakeIt() {
        store.holding(spec("a").source(), "k", "1").holding(spec("b").source(), "k", "1");
        target.foreign(spec("a").target(), "a cuckoo");
        assertThat(pass.run(List.of(spec("a"), spec("b"))))
                .extracting(Outcome::refused)
                .containsExactly(true, false);
        target.broken(FULL);
        store.holding(spec("b").source(), "k", "2");
        assertThat(results(pass.run(List.of(spec("b"))))).containsExactly(new Result.Refused(FULL));
        assertThat(results(pass.prune(List.of(), 100))).containsExactly(new Result.Refused(FULL));
        assertThat(value("b")).isEqualTo("1");
    }

    @Test
    void prunesWhatNobodyWantsUpToTheLimit() {
        store.holding(spec("a").source(), "k", "1").holding(spec("b").source(), "k", "1");
        pass.run(List.of(spec("a"), spec("b")));
        assertThat(pass.prune(List.of(spec("a"), spec("b")), 50)).isEmpty();
        assertThat(results(pass.prune(List.of(), 50))).singleElement().isInstanceOf(Result.Refused.class);
        assertThat(target.owned()).hasSize(2);
        assertThat(pass.prune(List.of(spec("a")), 50)).containsExactly(new Outcome("shop/b", "", new Result.Removed()));
        assertThat(target.owned()).containsExactly(spec("a").target());
    }
}
