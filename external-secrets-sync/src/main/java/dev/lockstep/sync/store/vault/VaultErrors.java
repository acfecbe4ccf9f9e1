package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.StoreException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/// Interprets error answers that are not about the token. Its text is looked at and never passed on.
///
/// @param server for what concerns the whole service
record VaultErrors(URI server) {
    /// However long a server wants not to be asked.
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    StoreException of(VaultReply reply, String place) {
        int status = reply.status();
        if (status == 404 && says(reply, "errors", "no handler for route")) {
            return noMount(place);
        }
        if (status == 404 && says(reply, "warnings", "Invalid path for a versioned K/V secrets engine")) {
            return otherVersion("is not a path of the KV version 2 engine that is there", place);
        }
        return switch (status) {
            case 400, 404, 405 ->
                StoreException.passing(new SyncError(
                        Cause.SECRET_NOT_FOUND,
                        "is not a path of a KV engine of this version (" + status + ")",
                        place,
                        "check path, version and namespace of the store, and the mount in Vault"));
            case 412 ->
                passing(
                        Cause.UNREACHABLE,
                        "only a follower answers, which is behind (412)",
                        "check the replication of Vault",
                        Instant.EPOCH);
            case 429 ->
                passing(
                        Cause.THROTTLED,
                        "asks for fewer requests (429)",
                        "raise its rate limit quota, or the refresh intervals",
                        retryAfter(reply));
            default ->
                status >= 500
                        ? down(reply)
                        : invalid("does not answer as Vault does (" + status + ")", server.toString());
        };
    }

    private static boolean says(VaultReply reply, String array, String words) {
        return reply.json() instanceof JsonView json && json.speaksOf(array, words);
    }

    static StoreException noMount(String place) {
        return StoreException.passing(new SyncError(
                Cause.MOUNT_NOT_FOUND,
                "no engine is mounted there",
                place,
                "set path, and namespace, of the store to what vault secrets list shows"));
    }

    static StoreException otherVersion(String what, String place) {
        return StoreException.passing(new SyncError(
                Cause.KV_VERSION,
                what,
                place,
                "set version of the store to what vault secrets list -detailed shows among the options"));
    }

    private StoreException down(VaultReply reply) {
        return reply.json() instanceof JsonView json && json.speaksOf("errors", "sealed")
                ? passing(
                        Cause.SEALED,
                        "is sealed (" + reply.status() + ")",
                        "unseal it; the sync goes on by itself",
                        retryAfter(reply))
                : passing(
                        Cause.UNREACHABLE,
                        "answers with an error (" + reply.status() + ")",
                        "look into the log of Vault and of the proxies before it",
                        retryAfter(reply));
    }

    /// Something came with a good status that cannot be what was asked for.
    StoreException invalid(String what, String place) {
        return StoreException.passing(new SyncError(
                Cause.ANSWER_INVALID, what, place, "check that server is Vault, and path and version of the store"));
    }

    private StoreException passing(Cause cause, String what, String next, Instant nextTry) {
        return new StoreException(new SyncError(cause, what, server.toString(), next), nextTry);
    }

    /// `Retry-After`, in seconds or as a date (RFC 9110 §10.2.3); [Instant#EPOCH] if there is none.
    private static Instant retryAfter(VaultReply reply) {
        var now = reply.askedAt();
        var text = reply.headers().firstValue("Retry-After").orElse("").strip();
        Instant wanted;
        try {
            wanted = text.matches("[0-9]{1,9}")
                    ? now.plusSeconds(Long.parseLong(text))
                    : ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
        var latest = now.plus(LONGEST_WAIT);
        return wanted.isAfter(latest) ? latest : wanted;
    }
}
