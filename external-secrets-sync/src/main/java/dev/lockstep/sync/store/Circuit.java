package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.store.SecretStore.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps the [Breaker] of one service: tells it what came of each flight, and flies the probes while it is open.
final class Circuit {
    private static final long SOON = TimeUnit.SECONDS.toNanos(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final GatewayState context;
    private final String identity;
    private final Workers workers;
    private final RequestScheduler runway;
    private final Map<RemoteRef, SharedRead> reads;
    private final Consumer<Fetched.Failed> opened;
    private final Breaker breaker;
    private int probes;
    private boolean timed;
    private boolean checkProbes;

    /// @param reads all of the service
    /// @param opened gets what those who wait are to be answered
    Circuit(
            GatewayState context,
            String identity,
            Workers workers,
            RequestScheduler runway,
            Map<RemoteRef, SharedRead> reads,
            Consumer<Fetched.Failed> opened) {
        this.context = context;
        this.identity = identity;
        this.workers = workers;
        this.runway = runway;
        this.reads = reads;
        this.opened = opened;
        this.breaker = new Breaker(context.random());
    }

    boolean isOpen() {
        return breaker.isOpen();
    }

    /// What is answered while it is open.
    Fetched.Failed refusal() {
        var error = breaker.error();
        if (error == null) {
            throw new IllegalStateException("the circuit is closed");
        }
        var next = context.timeOf(context.nanos() + Math.max(SOON, breaker.untilProbe(context.nanos())));
        return new Fetched.Failed(error, next);
    }

    /// What came of a flight.
    void completed(Batch batch, Collection<Fetched> answers) {
        var bad = fault(answers);
        if (bad != null) {
            failed(bad, batch.probe());
            return;
        }
        long now = context.nanos();
        answers.forEach(_ -> runway.bucket().faster(now));
        answered(batch.probe(), batch.beganAt());
    }

    /// Whether a check may be made. While the circuit is open it may only in place of a probe, where nobody else asks.
    boolean letsCheck() {
        if (!breaker.isOpen()) {
            return true;
        }
        boolean probes = !breaker.isProbing() && breaker.untilProbe(context.nanos()) <= 0 && used().isEmpty();
        if (probes) {
            breaker.startProbe();
            checkProbes = true;
        }
        return probes;
    }

    /// What came of a check.
    void checked(Health health, Instant beganAt) {
        boolean probe = checkProbes;
        checkProbes = false;
        if (health instanceof Health.Failed(var error) && error.cause().isOfService()) {
            failed(new Fetched.Failed(error, Instant.MIN), probe);
        } else {
            answered(probe, beganAt);
        }
    }

    private void answered(boolean probe, Instant beganAt) {
        if (!probe) {
            breaker.answered();
            return;
        }
        breaker.probeAnswered();
        observe(false);
        Set<ResourceKey> healed = new HashSet<>();
        for (var read : reads.values()) {
            read.encourage();
            healed.addAll(read.consumers().takeFailed());
        }
        context.tell(healed, beganAt);
    }

    /// A failure that concerns the service; null if any of the answers shows that it is well.
    private static Fetched.@Nullable Failed fault(Collection<Fetched> answers) {
        Fetched.@Nullable Failed last = null;
        for (var answer : answers) {
            if (!(answer instanceof Fetched.Failed failed)
                    || !failed.error().cause().isOfService()) {
                return null;
            }
            last = failed;
        }
        return last;
    }

    private void failed(Fetched.Failed failed, boolean probe) {
        long now = context.nanos();
        long pause = pause(failed.nextTry());
        boolean opens = !probe && breaker.failed(failed.error(), pause, now);
        if (probe) {
            breaker.probeFailed(failed.error(), pause, now);
        }
        if (failed.error().cause() == Cause.THROTTLED) {
            throttled(opens || probe);
        }
        if (opens) {
            observe(true);
            opened.accept(refusal());
        }
        schedule(breaker.untilProbe(now));
    }

    private void throttled(boolean first) {
        if (first) {
            runway.bucket().slower(context.nanos());
        }
        context.executor().afterwards(() -> context.observer().throttled(identity));
    }

    private long pause(Instant nextTry) {
        var now = context.now();
        if (nextTry.equals(Instant.MAX) || nextTry.isBefore(now)) {
            return 0;
        }
        var latest = now.plus(LONGEST_PAUSE);
        return Duration.between(now, nextTry.isBefore(latest) ? nextTry : latest)
                .toNanos();
    }

    private void observe(boolean open) {
        context.executor().afterwards(() -> context.observer().circuit(identity, open));
    }

    /// Starts a probe if one is due; the reads take turns, so that a bad one among them does not hold the others up.
    void probe() {
        if (!breaker.isOpen() || breaker.isProbing()) {
            return;
        }
        long left = breaker.untilProbe(context.nanos());
        if (left > 0) {
            schedule(left);
            return;
        }
        var used = used();
        var free = used.stream().filter(read -> !read.isFlying()).toList();
        if (!used.isEmpty() && (free.isEmpty() || workers.areFull())) {
            schedule(SOON);
        } else if (!free.isEmpty()) {
            breaker.startProbe();
            runway.probe(free.get(probes++ % free.size()));
        }
    }

    private List<SharedRead> used() {
        return reads.values().stream()
                .filter(read -> !read.consumers().isEmpty())
                .toList();
    }

    private void schedule(long nanos) {
        if (breaker.isOpen() && !timed) {
            timed = true;
            context.after(Math.max(0, nanos), () -> {
                timed = false;
                probe();
            });
        }
    }
}
