package dev.lockstep.sync.store.vault;

import dev.lockstep.secret.Plaintext;
import java.time.Duration;
import java.time.Instant;

/// Holds a token and what is known of its lifetime. Owned by the session.
///
/// @param lease how long it was good at first; zero if for ever
/// @param renewable whether Vault lets it live longer when asked
/// @param refreshAt when to see to the next one
/// @param expiresAt [Instant#MAX] if never, or if nobody knows
record TokenLease(
        Plaintext value, Duration lease, boolean renewable, Instant obtainedAt, Instant refreshAt, Instant expiresAt)
        implements AutoCloseable {

    /// One of Vault's making, from the moment it was asked for.
    ///
    /// @param seconds of its life; 0 if it has no end
    static TokenLease issued(Plaintext value, long seconds, boolean renewable, Instant now) {
        return new TokenLease(
                value, Duration.ofSeconds(seconds), renewable, now, part(now, seconds, 2), part(now, seconds, 3));
    }

    /// One that stands in a Secret.
    static TokenLease given(Plaintext value, Instant now) {
        return issued(value, 0, false, now);
    }

    private static Instant part(Instant now, long seconds, int thirds) {
        return seconds == 0 ? Instant.MAX : now.plusMillis(seconds * 1000 * thirds / 3);
    }

    /// The same token after a renewal. One that got less than it had at first nears the end of what Vault allows, and
    /// is replaced the next time.
    TokenLease renewed(long seconds, Instant now) {
        return new TokenLease(
                value, lease, seconds >= lease.toSeconds(), obtainedAt, part(now, seconds, 2), part(now, seconds, 3));
    }

    /// The same token, not to be seen to before a third of the rest of its life is over.
    TokenLease postponed(Instant now) {
        var next = now.plus(Duration.between(now, expiresAt).dividedBy(3));
        return new TokenLease(value, lease, renewable, obtainedAt, next, expiresAt);
    }

    boolean isGood(Instant now) {
        return now.isBefore(expiresAt);
    }

    boolean isFresh(Instant now) {
        return now.isBefore(refreshAt);
    }

    @Override
    public void close() {
        value.close();
    }
}
