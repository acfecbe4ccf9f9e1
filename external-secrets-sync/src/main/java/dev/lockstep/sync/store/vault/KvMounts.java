package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Proves that a secret is missing from an engine of the store's version. An engine of version 1 knows nothing of
/// `data/` and says of every path of a version 2 store that there is no such secret; a deletion must not follow from
/// that. Asks as the `vault` program does before it reads.
final class KvMounts {
    /// For so long an answer counts for other secrets of the mount.
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);

    private final Function<VaultCall, VaultReply> ask;
    private final VaultErrors refusals;
    private final String namespace;
    private final Map<List<String>, Instant> proven = new ConcurrentHashMap<>();

    /// @param ask sends a call with the session's token; throws if the token is refused
    /// @param namespace of the mounts
    KvMounts(Function<VaultCall, VaultReply> ask, VaultErrors refusals, String namespace) {
        this.ask = ask;
        this.refusals = refusals;
        this.namespace = namespace;
    }

    /// @param missing where Vault says that there is no secret
    /// @throws StoreException `MOUNT_NOT_FOUND`, `KV_VERSION`, or why it cannot be told
    void prove(KvPath missing, Instant now) {
        var until = proven.get(missing.mount());
        if (until == null || !now.isBefore(until)) {
            check(missing);
            proven.put(missing.mount(), now.plus(GOOD_FOR));
        }
    }

    private void check(KvPath missing) {
        var path = new ArrayList<>(List.of("sys", "internal", "ui", "mounts"));
        path.addAll(missing.mount());
        var call = VaultCall.get(path, "", namespace);
        try (var reply = asked(call)) {
            if (!reply.isGood()) {
                throw reply.status() == 404 || reply.status() == 405
                        ? unknown(Cause.ANSWER_INVALID, call)
                        : refusals.of(reply, call.place());
            }
            var mount = reply.json() instanceof JsonView json ? json.object("data") : null;
            if (mount == null || mount.text("path") == null) {
                throw refusals.invalid("the answer does not tell of a mount", call.place());
            }
            compare(missing, mount);
        }
    }

    private VaultReply asked(VaultCall call) {
        try {
            return ask.apply(call);
        } catch (StoreException e) {
            throw e.error().cause() == Cause.ACCESS_DENIED ? unknown(Cause.ACCESS_DENIED, call) : e;
        }
    }

    private static void compare(KvPath missing, JsonView mount) {
        var name = String.join("/", missing.mount());
        boolean second = text(mount.object("options"), "version").equals("2");
        switch (missing.version()) {
            case V1 -> {
                if (second) {
                    throw VaultErrors.otherVersion("is a KV engine of version 2, and the store says v1", name);
                }
            }
            case V2 -> {
                if (!text(mount, "path").equals(name + "/")) {
                    throw VaultErrors.noMount(name);
                }
                if (!second) {
                    throw VaultErrors.otherVersion("is not a KV engine of version 2, but the store says v2", name);
                }
            }
        }
    }

    private static String text(@Nullable JsonView object, String name) {
        byte[] text = object == null ? null : object.text(name);
        return text == null ? "" : new String(text, StandardCharsets.UTF_8);
    }

    private static StoreException unknown(Cause cause, VaultCall call) {
        return StoreException.passing(new SyncError(
                cause,
                "Vault says that the secret is not there, and not of which version its engine is",
                call.place(),
                "let the token's policies, and proxies before Vault, allow reading this path"));
    }
}
