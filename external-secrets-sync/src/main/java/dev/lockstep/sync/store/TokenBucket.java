package dev.lockstep.sync.store;

import java.util.concurrent.TimeUnit;

/// Allows so many requests a second in the long run, and a burst after a time of quiet. A service that throttles halves
/// the rate; each good answer gives a hundredth of it back.
final class TokenBucket {
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int STEPS = 100;

    private final double fullRate;
    private final double burst;
    private double rate;
    private double tokens;
    private long filledAt;

    /// @param rate per second
    /// @param now nanoseconds, as all times here
    TokenBucket(int rate, int burst, long now) {
        this.fullRate = rate;
        this.rate = rate;
        this.burst = burst;
        this.tokens = burst;
        this.filledAt = now;
    }

    /// Nanoseconds until a request may be made; 0 if it may now.
    long untilNext(long now) {
        fill(now);
        return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / rate * SECOND);
    }

    /// Counts a request, allowed or not.
    void take(long now) {
        fill(now);
        tokens--;
    }

    /// Allows one request more.
    void give() {
        tokens = Math.min(burst, tokens + 1);
    }

    void slower(long now) {
        fill(now);
        rate = Math.max(Math.min(1, fullRate), rate / 2);
        tokens = Math.min(tokens, 1);
    }

    void faster(long now) {
        fill(now);
        rate = Math.min(fullRate, rate + fullRate / STEPS);
    }

    private void fill(long now) {
        tokens = Math.min(burst * rate / fullRate, tokens + (now - filledAt) / SECOND * rate);
        filledAt = now;
    }
}
