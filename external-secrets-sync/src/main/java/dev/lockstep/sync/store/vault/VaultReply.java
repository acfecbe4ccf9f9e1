package dev.lockstep.sync.store.vault;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.store.ByteBudget;
import java.net.http.HttpHeaders;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Holds the server's answer: status, headers and the body, which may hold secrets. Owned by who asked.
///
/// @param askedAt when the request was sent
/// @param room what the body takes of the memory for answers
record VaultReply(Instant askedAt, int status, HttpHeaders headers, Plaintext body, ByteBudget.Share room)
        implements AutoCloseable {
    boolean isGood() {
        return status == 200;
    }

    /// Whether the server refuses the token, or this path to it.
    boolean isRefusal() {
        return status == 401 || status == 403;
    }

    /// Whether a refusal is of the token itself: expired, revoked, used up. Vault says so since 1.10.
    boolean isOfDeadToken() {
        var json = json();
        return status == 401 || json != null && json.speaksOf("errors", "invalid token");
    }

    /// The body, lent; null if it is not a JSON object, or an encoding was used that was not asked for.
    @Nullable
    JsonView json() {
        var encoding = headers.firstValue("Content-Encoding").orElse("identity");
        return encoding.equals("identity") ? JsonView.of(body.lent()) : null;
    }

    @Override
    public void close() {
        body.close();
        room.close();
    }

    @Override
    public String toString() {
        return "VaultReply[" + status + "]";
    }
}
