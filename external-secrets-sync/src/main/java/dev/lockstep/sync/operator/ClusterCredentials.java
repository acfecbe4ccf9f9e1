package dev.lockstep.sync.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.Credentials;
import dev.lockstep.sync.store.StoreException;
import dev.lockstep.sync.store.StorePolicy;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Credentials from the cluster, each read when a client is opened and not kept. What the API server sends is wiped
/// once the one value was taken out of it.
final class ClusterCredentials implements Credentials {
    private static final int TOKEN_SECONDS = 600;

    private final ApiServer api;
    private final StorePolicy policy;
    private volatile List<String> ownAudiences = List.of();

    /// @param policy to whom tokens are shown
    ClusterCredentials(ApiServer api, StorePolicy policy) {
        this.api = api;
        this.policy = policy;
    }

    @Override
    public Plaintext read(KeyRef key) {
        var kind = switch (key.kind()) {
            case SECRET -> ObjectKey.Kind.SECRET;
            case CONFIG_MAP -> ObjectKey.Kind.CONFIG_MAP;
        };
        var object = key.kind().spelled() + " " + key.namespace() + "/" + key.name();
        if (!SecretName.isValid(key.namespace(), key.name())) {
            throw missing("no object can be called " + object);
        }
        return ask(
                () -> api.object(new ObjectKey(kind, key.namespace(), key.name()).path()),
                body -> kind == ObjectKey.Kind.SECRET
                        ? CredentialJson.secretKey(body, key.key())
                        : CredentialJson.configMapKey(body, key.key()),
                object,
                object + " has no key " + key.key(),
                Cause.ACCESS_DENIED);
    }

    @Override
    public Plaintext issueToken(AccountRef account, URI recipient) {
        policy.admitToken(account, recipient);
        if (policy.requireAudience()) {
            policy.admitAudiences(account, ownAudiences(account));
        }
        return token(account, account.audiences(), CredentialJson::token);
    }

    /// The audiences by which the API server knows itself, which it tells with a token that names none. Such a token is
    /// dropped at once.
    private List<String> ownAudiences(AccountRef account) {
        if (ownAudiences.isEmpty()) {
            try (var audiences = token(account, List.of(), CredentialJson::audiences)) {
                ownAudiences = new String(audiences.lent(), UTF_8).lines().toList();
            }
        }
        return ownAudiences;
    }

    private Plaintext token(AccountRef account, List<String> audiences, Reading reading) {
        var object = "ServiceAccount " + account.namespace() + "/" + account.name();
        if (!SecretName.isValid(account.namespace(), account.name())) {
            throw missing("no object can be called " + object);
        }
        var path = "/api/v1/namespaces/" + account.namespace() + "/serviceaccounts/" + account.name() + "/token";
        return ask(
                () -> api.post(path, CredentialJson.tokenRequest(audiences, TOKEN_SECONDS)),
                reading,
                object,
                "the API server issued no token for " + object,
                Cause.AUTH_FAILED);
    }

    private interface Request {
        ApiServer.Answer send() throws IOException, InterruptedException;
    }

    private interface Reading {
        /// @return null if the value is not there
        byte @Nullable [] of(byte[] body) throws IOException;
    }

    private static Plaintext ask(Request request, Reading reading, String object, String without, Cause refused) {
        try {
            var answer = request.send();
            try {
                check(answer.code(), object, refused);
                var value = reading.of(answer.body());
                if (value == null) {
                    throw missing(without);
                }
                return Plaintext.owning(Plaintext.Type.STRING, value);
            } finally {
                Arrays.fill(answer.body(), (byte) 0);
            }
        } catch (IOException _) {
            throw unreachable(object);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw unreachable(object);
        }
    }

    private static void check(int code, String object, Cause refused) throws IOException {
        switch (code) {
            case ApiStatus.NOT_FOUND -> throw missing("there is no " + object);
            case ApiStatus.UNAUTHORIZED, ApiStatus.FORBIDDEN ->
                throw StoreException.passing(new SyncError(
                        refused,
                        "the API server does not let Lockstep use " + object + " (" + code + ")",
                        "",
                        "grant it to Lockstep's ServiceAccount"));
            default -> {
                if (code / 100 != 2) {
                    throw new IOException("status " + code);
                }
            }
        }
    }

    private static StoreException missing(String what) {
        return StoreException.lasting(
                new SyncError(Cause.CREDENTIAL_MISSING, what, "", "create it, or correct the store's reference"));
    }

    private static StoreException unreachable(String object) {
        return StoreException.passing(
                new SyncError(Cause.UNREACHABLE, "the API server gave no answer for " + object, "", ""));
    }
}
