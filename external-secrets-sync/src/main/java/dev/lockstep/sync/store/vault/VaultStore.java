package dev.lockstep.sync.store.vault;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.SecretStore;
import dev.lockstep.sync.store.StoreException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads a KV engine with one authenticated client. A value is the JSON object of the secret, byte for byte as Vault
/// sent it.
final class VaultStore implements SecretStore {
    private static final int TRIES_OF_A_FOLLOWER = 3;

    private final VaultSettings settings;
    private final VaultTransport transport;
    private final VaultSession session;
    private final Limits limits;
    private final KvAnswers answers;
    private final KvMounts mounts;

    VaultStore(VaultSettings settings, VaultTransport transport, VaultSession session, Limits limits) {
        this.settings = settings;
        this.transport = transport;
        this.session = session;
        this.limits = limits;
        var refusals = new VaultErrors(settings.server);
        answers = new KvAnswers(refusals);
        mounts = new KvMounts(this::ask, refusals, settings.namespace);
    }

    @Override
    public Map<RemoteRef, Fetched> fetch(List<RemoteRef> references) {
        Map<RemoteRef, Fetched> fetched = new HashMap<>();
        Fetched down = null;
        for (var reference : references) {
            if (fetched.containsKey(reference)) {
                continue;
            }
            var answer = down == null ? read(reference) : down;
            fetched.put(reference, answer);
            down = answer instanceof Fetched.Failed(var error, _)
                            && error.cause().isOfService()
                    ? answer
                    : null;
        }
        return fetched;
    }

    private Fetched read(RemoteRef reference) {
        try {
            var path = KvPath.of(settings.version, settings.mount, reference.key());
            var answer = switch (reference.facet()) {
                case VALUE -> value(path, reference);
                case METADATA -> metadata(path, reference);
            };
            if (answer instanceof Fetched.Absent(var readAt)) {
                mounts.prove(path, readAt);
            }
            return answer;
        } catch (StoreException e) {
            return new Fetched.Failed(e.error(), e.nextTry());
        }
    }

    private Fetched value(KvPath path, RemoteRef reference) {
        var version = reference.version();
        if (!version.isEmpty() && path.version() == KvVersion.V1) {
            throw invalid("names a version, and KV version 1 keeps none", reference, "remove version");
        }
        if (!version.matches("[0-9]{0,10}")) {
            throw invalid("names a version that is not a number", reference, "write a number, or remove version");
        }
        var call = VaultCall.get(path.value(), version, settings.namespace);
        try (var reply = ask(call)) {
            return answers.value(reply, path, call.place());
        }
    }

    private Fetched metadata(KvPath path, RemoteRef reference) {
        if (path.version() == KvVersion.V1) {
            throw invalid("asks for metadata, and KV version 1 keeps none", reference, "take metadataPolicy away");
        }
        var call = VaultCall.get(path.metadata(), "", settings.namespace);
        try (var reply = ask(call)) {
            return answers.metadata(reply, call.place());
        }
    }

    private static StoreException invalid(String what, RemoteRef reference, String next) {
        return StoreException.lasting(new SyncError(Cause.SPEC_INVALID, what, reference.key(), next));
    }

    /// Sends with the session's token, and once more with another one if that is refused. A second refusal is final.
    private VaultReply ask(VaultCall call) {
        try (var token = session.token()) {
            var reply = patiently(call, token);
            if (!reply.isRefusal()) {
                return reply;
            }
            try (reply;
                    var other = session.insteadOf(token, reply.isOfDeadToken())) {
                if (other == null) {
                    throw refused(reply, call);
                }
                var second = patiently(call, other);
                if (!second.isRefusal()) {
                    return second;
                }
                try (second) {
                    throw refused(second, call);
                }
            }
        }
    }

    /// Asks again while only a follower answers that lacks what it should have (412).
    private VaultReply patiently(VaultCall call, Plaintext token) {
        for (int tries = 1; ; tries++) {
            var reply = transport.send(call, token, null);
            if (reply.status() != 412 || tries == TRIES_OF_A_FOLLOWER) {
                return reply;
            }
            reply.close();
            try {
                Thread.sleep(limits.followerPause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ConnectionFaults.tooSlow(settings.server);
            }
        }
    }

    private StoreException refused(VaultReply reply, VaultCall call) {
        return reply.isOfDeadToken()
                ? StoreException.passing(new SyncError(
                        Cause.AUTH_FAILED,
                        "Vault does not accept the token (" + reply.status() + ")",
                        settings.server.toString(),
                        "put a valid token into the Secret that the store names, or check the role's token settings"))
                : StoreException.passing(new SyncError(
                        Cause.ACCESS_DENIED,
                        "Vault refuses this path to the token (" + reply.status() + ")",
                        call.place(),
                        "give it a policy with the capability read on this path"));
    }

    @Override
    public Health check() {
        var call = VaultCall.get(List.of("auth", "token", "lookup-self"), "", settings.loginNamespace);
        try (var reply = ask(call)) {
            return reply.isGood()
                    ? new Health.Ready()
                    : new Health.Failed(new VaultErrors(settings.server)
                            .of(reply, call.place())
                            .error());
        } catch (StoreException e) {
            // The token may read secrets and yet not look at itself.
            return e.error().cause() == Cause.ACCESS_DENIED ? new Health.Ready() : new Health.Failed(e.error());
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
