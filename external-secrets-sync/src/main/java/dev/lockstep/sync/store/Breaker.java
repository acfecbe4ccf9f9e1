package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.ExponentialBackoff;
import dev.lockstep.sync.engine.SyncError;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Breaks the circuit to a failing service. It opens on faults that are not those of a single secret, and then one read
/// at a time probes whether they are over: after 1 s, doubling up to 60 s, or when the service itself said. A refused
/// login is tried again only every 5 minutes in the end: Vault locks out who fails five times in 15 (its default).
///
/// | fault | opens |
/// |---|---|
/// | throttled, sealed, login refused, credential missing, store misconfigured | at once |
/// | not reached, no answer in time | the third time in a row |
/// | all others: they are about one secret | never |
final class Breaker {
    private static final int TOLERATED = 3;

    /// Between probes.
    private static final ExponentialBackoff PROBES = SharedRead.BACKOFF;

    private static final ExponentialBackoff LOGINS =
            new ExponentialBackoff(PROBES.first(), Duration.ofMinutes(5), PROBES.jitter());

    private static final long LONGEST_PAUSE = TimeUnit.HOURS.toNanos(1);

    private final RandomGenerator random;
    private @Nullable SyncError error;
    private int inARow;
    private int probes;
    private boolean probing;
    private long until;

    /// @param random spreads the probes
    Breaker(RandomGenerator random) {
        this.random = random;
    }

    /// The fault that keeps the circuit open; null if it is closed.
    @Nullable
    SyncError error() {
        return error;
    }

    boolean isOpen() {
        return error != null;
    }

    /// Nanoseconds until the next probe is due; negative if it is over.
    long untilProbe(long now) {
        return until - now;
    }

    /// A request, not a probe, ended well or with a fault that is about one secret.
    void answered() {
        inARow = 0;
    }

    /// A request, not a probe, ended with a fault.
    ///
    /// @param pause nanoseconds for which the service wants to be left alone; 0 if it did not say
    /// @return whether the circuit opens by it
    boolean failed(SyncError failed, long pause, long now) {
        if (isOpen()) {
            until = Math.max(until, now + Math.min(pause, LONGEST_PAUSE));
            return false;
        }
        inARow++;
        if (inARow < tolerated(failed.cause())) {
            return false;
        }
        open(failed, pause, now);
        return true;
    }

    private void open(SyncError failed, long pause, long now) {
        error = failed;
        probes++;
        var backoff = failed.cause() == Cause.AUTH_FAILED ? LOGINS : PROBES;
        long wait = backoff.after(probes, random.nextDouble()).toNanos();
        until = now + Math.min(Math.max(pause, wait), LONGEST_PAUSE);
    }

    boolean isProbing() {
        return probing;
    }

    /// One probe at a time, when it is due.
    void startProbe() {
        probing = true;
    }

    void probeFailed(SyncError failed, long pause, long now) {
        probing = false;
        open(failed, pause, now);
    }

    /// The probe got an answer, if only about its secret: the circuit is closed.
    void probeAnswered() {
        probing = false;
        error = null;
        probes = 0;
        inARow = 0;
    }

    /// How many of them in a row it takes to open the circuit.
    private static int tolerated(Cause cause) {
        if (!cause.isOfService()) {
            return Integer.MAX_VALUE;
        }
        return cause == Cause.UNREACHABLE || cause == Cause.TIMEOUT ? TOLERATED : 1;
    }
}
