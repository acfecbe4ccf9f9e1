package dev.lockstep.sync.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Decoding;
import dev.lockstep.sync.engine.Due;
import dev.lockstep.sync.engine.Entry;
import dev.lockstep.sync.engine.FetchPlan;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.FetchedValues;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretValue;
import dev.lockstep.sync.engine.StoreRef;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final StoreRef STORE = new StoreRef(StoreRef.Kind.NAMESPACED, "vault");
    private static final int LARGE = 1 << 20;

    /// What a resource gets that asks for so many values of 1 MiB.
    private static FetchedValues ask(int values, ByteBudget budget) {
        var references = IntStream.range(0, values)
                .mapToObj(number -> RemoteRef.newest("k" + number))
                .toList();
        var executor = new SerialExecutor();
        var request = new Request(
                executor,
                new ResourceKey("ExternalSecret", "team", "es", "uid"),
                new FetchPlan(new LinkedHashMap<>(Map.of(STORE, references))),
                new Due.Now(Due.Why.NEVER_SYNCED, NOW),
                budget.share("team"),
                () -> NOW);
        try (var value = new SecretValue.Whole(Plaintext.owning(Plaintext.Type.STRING, new byte[LARGE]))) {
            executor.run(() -> references.forEach(
                    reference -> request.answer(STORE, reference, new Fetched.Found(value, "", NOW))));
        }
        return request.whole().join();
    }

    private static Fetched last(FetchedValues answers, int values) {
        var reference = RemoteRef.newest("k" + (values - 1));
        return answers.to(new Entry.Single("p", STORE, reference, "", "K", Decoding.NONE, false));
    }

    @Test
    void aResourceHoldsSoManyBytes() {
        try (var some = ask(16, new ByteBudget(1L << 40, 1L << 40));
                var many = ask(100, new ByteBudget(1L << 40, 1L << 40))) {
            assertThat(last(some, 16)).isInstanceOf(Fetched.Found.class);
            assertThat(last(many, 100))
                    .isInstanceOfSatisfying(
                            Fetched.Failed.class,
                            failed -> assertThat(failed.error().cause()).isEqualTo(Cause.TOO_LARGE));
        }
    }

    @Test
    void theResourcesOfANamespaceHoldSoManyBytesAtATime() {
        var budget = new ByteBudget(20L * LARGE, 10L * LARGE);
        try (var first = ask(8, budget);
                var second = ask(3, budget)) {
            assertThat(last(first, 8)).isInstanceOf(Fetched.Found.class);
            assertThat(last(second, 3)).isInstanceOfSatisfying(Fetched.Failed.class, failed -> {
                assertThat(failed.error().cause()).isEqualTo(Cause.THROTTLED);
                assertThat(failed.nextTry()).isAfter(NOW);
            });
        }
        try (var later = ask(10, budget)) {
            assertThat(last(later, 10)).isInstanceOf(Fetched.Found.class);
        }
    }
}
