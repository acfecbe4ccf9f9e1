package dev.lockstep.sync.store.vault;

import java.time.Duration;

/// Limits what one request may cost.
///
/// @param connect until a connection stands
/// @param answer from the start of the request to the last byte of the answer; below the gateway's own deadline, so
/// that the better text wins
/// @param body bytes of an answer
/// @param farewell for giving a token back: a process that ends has little time
/// @param followerPause before a follower that is behind is asked again
record Limits(Duration connect, Duration answer, Duration farewell, int body, Duration followerPause) {
    static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(5), Duration.ofSeconds(12), Duration.ofSeconds(2), 8 << 20, Duration.ofMillis(200));
}
