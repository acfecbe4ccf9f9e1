package dev.lockstep.sync.engine;

import java.time.Duration;
import java.time.Instant;

/// Spreads resources with the same interval over it: each has its own offset, the same after a restart.
final class RefreshJitter {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /// How much too early a timer may be: a reconcile that near before a beat is the reconcile of that beat.
    private static final long EARLY_MILLIS = 50;

    private RefreshJitter() {}

    /// The first moment of the resource's own beat after another, at most one interval and [#EARLY_MILLIS] later.
    static Instant next(String uid, Duration interval, Instant after) {
        long length = interval.compareTo(SHORTEST) < 0 ? SHORTEST.toMillis() : interval.toMillis();
        long offset = Math.floorMod(mixed(uid), length);
        long since = Math.floorMod(after.toEpochMilli() - offset, length);
        long left = length - since;
        return after.plusMillis(left > EARLY_MILLIS ? left : left + length);
    }

    /// A number below one, the same for the same resource and attempt.
    static double fraction(String uid, int attempt) {
        return (mixed(uid + attempt) >>> 11) * 0x1p-53;
    }

    /// FNV-1a, then the finaliser of SplitMix64, since the former alone leaves the upper bits of short texts alike.
    private static long mixed(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }
}
