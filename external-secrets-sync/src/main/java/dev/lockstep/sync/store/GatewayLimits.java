package dev.lockstep.sync.store;

import java.time.Duration;

/// Limits the requests to one service identity, and what the gateway keeps.
///
/// @param rate requests a second in the long run
/// @param burst requests at once after a time of quiet
/// @param concurrency requests, and with them threads, at the same time
/// @param deadline for one request, from its start to the last byte
/// @param gap between two reads of one key; whoever asks sooner waits for the second
/// @param keptBytes of all answers together that are kept to be shared
public record GatewayLimits(int rate, int burst, int concurrency, Duration deadline, Duration gap, long keptBytes) {
    public static final GatewayLimits DEFAULT =
            new GatewayLimits(50, 100, 16, Duration.ofSeconds(30), Duration.ofSeconds(1), 16L << 20);

    /// For a program that runs once over files of its own: neither a rate nor a gap makes it wait.
    public static final GatewayLimits ONCE = new GatewayLimits(
            1_000_000, 1_000_000, DEFAULT.concurrency, DEFAULT.deadline, Duration.ZERO, DEFAULT.keptBytes);

    public GatewayLimits {
        if (rate < 1 || burst < 1 || concurrency < 1 || deadline.isZero() || deadline.isNegative() || keptBytes < 0) {
            throw new IllegalArgumentException("a limit below its least value");
        }
    }
}
