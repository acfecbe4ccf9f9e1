package dev.lockstep.sync.store;

import static dev.lockstep.sync.store.GatewayWorld.subject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Due.Why;
import dev.lockstep.sync.store.GatewayWorld.Got;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Any order of requests, changes, faults, slowness, partings and new credentials.
class RandomScheduleTest {
    private static final List<Cause> FAULTS = List.of(
            Cause.UNREACHABLE, Cause.TIMEOUT, Cause.SEALED, Cause.THROTTLED, Cause.ACCESS_DENIED, Cause.AUTH_FAILED);

    private static final int CONSUMERS = 40;
    private static final int KEYS = 6;

    private final GatewayWorld world = new GatewayWorld();
    private final VirtualTimeline time = world.time;
    private final Map<String, CompletableFuture<Got>> open = new HashMap<>();
    private final Map<String, Integer> newest = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final Set<String> identities = new HashSet<>();
    private final Map<String, Integer> renewals = new HashMap<>();
    private final int[] versions = new int[KEYS];
    private Random random = new Random();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void everyRequestIsAnsweredWithNothingOlderThanBefore(long seed) {
        random = new Random(seed);
        List.of("s0", "s1").forEach(this::renew);
        for (int step = 0; step < 4000; step++) {
            act();
            time.pass(Duration.ofMillis(random.nextInt(400)));
        }
        identities.forEach(identity -> recover(world.service(identity)));
        time.latency(Duration.ofMillis(5));
        time.pass(Duration.ofMinutes(10));
        assertThat(open.values()).as("seed %d", seed).allMatch(CompletableFuture::isDone);
        assertThat(violations).as("seed %d", seed).isEmpty();
        for (var identity : identities) {
            for (int second = 0; second < 600; second++) {
                var from = Duration.ofSeconds(second);
                assertThat(world.service(identity).reads(from, from.plusSeconds(1)))
                        .isLessThanOrEqualTo(150);
            }
        }
        for (int i = 0; i < CONSUMERS; i++) {
            world.gateway.forget(subject("es" + i));
        }
        time.pass(Duration.ofMinutes(5));
        for (var identity : identities) {
            boolean wasUsed = world.service(identity).reads() > 0;
            assertThat(world.service(identity).isClosed()).as("seed %d", seed).isEqualTo(wasUsed);
            assertThat(world.service(identity).unwiped()).as("seed %d", seed).isZero();
        }
    }

    private void act() {
        var store = "s" + random.nextInt(2);
        switch (random.nextInt(19)) {
            case 0 -> change();
            case 1 ->
                at(store)
                        .down(
                                anyOf(FAULTS),
                                random.nextBoolean() ? Instant.MIN : time.now().plusSeconds(5));
            case 2, 3 -> at(store).up();
            case 4 -> at(store).failing("k" + random.nextInt(KEYS), anyOf(FAULTS));
            case 5, 6 -> recover(at(store));
            case 7 -> time.latency(Duration.ofMillis(1L << random.nextInt(17)));
            case 8 -> time.latency(Duration.ofMillis(5));
            case 9 -> {
                if (random.nextInt(10) == 0) {
                    renew(store);
                }
            }
            case 10 -> world.gateway.forget(subject("es" + random.nextInt(CONSUMERS)));
            default -> ask("es" + random.nextInt(CONSUMERS), store, random.nextInt(KEYS));
        }
    }

    private TimedStore at(String store) {
        return world.service(store + "/" + renewals.get(store));
    }

    private void renew(String store) {
        var identity = store + "/" + renewals.merge(store, 1, Integer::sum);
        world.identity(store, identity);
        identities.add(identity);
        for (int key = 0; key < KEYS; key++) {
            at(store).holding("k" + key, String.valueOf(versions[key]));
        }
    }

    private void change() {
        int key = random.nextInt(KEYS);
        versions[key]++;
        identities.forEach(identity -> world.service(identity).holding("k" + key, String.valueOf(versions[key])));
    }

    private static void recover(TimedStore store) {
        store.up();
        for (int key = 0; key < KEYS; key++) {
            store.well("k" + key);
        }
    }

    private <T> T anyOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private void ask(String consumer, String store, int key) {
        if (open.containsKey(consumer) && !open.get(consumer).isDone()) {
            return;
        }
        var why = Why.values()[random.nextInt(Why.values().length)];
        var asked = time.now();
        var notBefore = asked.minusSeconds(random.nextInt(60));
        var got = world.ask(consumer, store, "k" + key, why, notBefore);
        open.put(consumer, got.thenApply(answer -> {
            check(consumer + "/" + store + "/" + key, notBefore, answer);
            return answer;
        }));
    }

    private void check(String use, Instant notBefore, Got got) {
        if (!got.result().matches("[0-9]+")) {
            return;
        }
        int version = Integer.parseInt(got.result());
        int before = newest.getOrDefault(use, 0);
        if (version < before) {
            violations.add(use + " got " + version + " after " + before);
        }
        if (got.readAt().isBefore(notBefore)) {
            violations.add(use + " got what was read at " + got.readAt() + ", not after " + notBefore);
        }
        newest.put(use, version);
    }
}
