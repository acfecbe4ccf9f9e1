package dev.lockstep.sync.store.vault;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.ByteBudget;
import dev.lockstep.sync.store.Egress;
import dev.lockstep.sync.store.ProviderCalls;
import dev.lockstep.sync.store.StoreException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sends requests to one server, each within its limits, and shows the token to nobody else.
final class VaultTransport {
    private static final int MOST_REDIRECTS = 2;
    private static final String INDEX = "X-Vault-Index";

    private final VaultSettings settings;
    private final Egress egress;
    private final ByteBudget memory;
    private final Supplier<HttpClient> clients;
    private final Limits limits;
    private final ProviderCalls calls;
    private final InstantSource clock;
    private final AtomicReference<String> newestIndex = new AtomicReference<>("");
    private @Nullable HttpClient client;

    /// @param memory for answers that are not small
    /// @param clients gives the client for the first request; may fail with a [StoreException], and is asked again then
    VaultTransport(
            VaultSettings settings,
            Egress egress,
            ByteBudget memory,
            Supplier<HttpClient> clients,
            Limits limits,
            ProviderCalls calls,
            InstantSource clock) {
        this.settings = settings;
        this.egress = egress;
        this.memory = memory;
        this.clients = clients;
        this.limits = limits;
        this.calls = calls;
        this.clock = clock;
    }

    /// Sends a request and waits for the whole answer, whatever its status.
    ///
    /// @param token and `body` are lent
    /// @return the answer, which the caller closes
    /// @throws StoreException if there is none: `UNREACHABLE`, `TIMEOUT`, `TOO_LARGE`, `ANSWER_INVALID`,
    ///     `STORE_INVALID`
    VaultReply send(VaultCall call, @Nullable Plaintext token, @Nullable Plaintext body) {
        return counted(call, token, body, limits.answer());
    }

    /// Gives a token back.
    void revoke(Plaintext token, String namespace) {
        var call = VaultCall.post(List.of("auth", "token", "revoke-self"), namespace);
        counted(call, token, null, limits.farewell()).close();
    }

    /// Counts what ESO counts as an error: no answer, or one of status 400 and above but for "there is none".
    private VaultReply counted(VaultCall call, @Nullable Plaintext token, @Nullable Plaintext body, Duration deadline) {
        boolean succeeded = false;
        try {
            var reply = send(call, token, body, deadline);
            succeeded = reply.status() < 400 || reply.status() == 404;
            return reply;
        } finally {
            calls.ended(new ProviderCalls.Call("HashiCorp/Vault", call.word(), succeeded));
        }
    }

    private VaultReply send(VaultCall call, @Nullable Plaintext token, @Nullable Plaintext body, Duration deadline) {
        var uri = URI.create(settings.server + call.encoded());
        for (int hops = 0; ; hops++) {
            egress.check(uri, settings.tenant);
            var askedAt = clock.instant();
            var room = memory.share(settings.tenant);
            var answer = exchange(request(uri, call, token, body), deadline, room);
            var reply = new VaultReply(
                    askedAt,
                    answer.statusCode(),
                    answer.headers(),
                    Plaintext.owning(Plaintext.Type.STRING, answer.body()),
                    room);
            if (!isRedirect(reply)) {
                answer.headers().firstValue(INDEX).ifPresent(newestIndex::set);
                return reply;
            }
            reply.close();
            uri = leader(uri, answer, hops);
        }
    }

    private HttpRequest request(URI uri, VaultCall call, @Nullable Plaintext token, @Nullable Plaintext body) {
        var request = HttpRequest.newBuilder(uri).header("X-Vault-Request", "true");
        settings.headers.forEach(request::setHeader);
        egress.proxies().authorization(uri).ifPresent(text -> request.setHeader("Proxy-Authorization", text));
        if (!call.namespace().isEmpty()) {
            request.setHeader("X-Vault-Namespace", call.namespace());
        }
        if (settings.forwardInconsistent) {
            request.setHeader("X-Vault-Inconsistent", "forward-active-node");
        }
        var index = newestIndex.get();
        if (settings.readYourWrites && !index.isEmpty()) {
            request.setHeader(INDEX, index);
        }
        if (token != null) {
            request.setHeader("X-Vault-Token", new String(token.lent(), StandardCharsets.US_ASCII));
        }
        return request.method(
                        call.method().name(),
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.lent()))
                .build();
    }

    /// @param room closed here if there is no answer
    private HttpResponse<byte[]> exchange(HttpRequest request, Duration deadline, ByteBudget.Share room) {
        boolean answered = false;
        try {
            var answer = answer(request, deadline, room);
            answered = true;
            return answer;
        } finally {
            if (!answered) {
                room.close();
            }
        }
    }

    private HttpResponse<byte[]> answer(HttpRequest request, Duration deadline, ByteBudget.Share room) {
        var answer = client().sendAsync(request, info -> new CappedBody(info, limits.body(), room));
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw ConnectionFaults.tooSlow(settings.server);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw ConnectionFaults.tooSlow(settings.server);
        } catch (ExecutionException e) {
            throw ConnectionFaults.of(e, settings.server);
        }
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = clients.get();
        }
        return client;
    }

    private static boolean isRedirect(VaultReply reply) {
        return reply.status() / 100 == 3 && reply.status() != 304;
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    /// A standby names the leader, and behind a balancer that is the same address again. Nothing else is followed: on
    /// another port of the host somebody else may listen.
    private URI leader(URI asked, HttpResponse<byte[]> answer, int hops) {
        var location = answer.headers().firstValue("Location").orElse("");
        boolean keepsTheMethod = answer.statusCode() == 307 || answer.statusCode() == 308;
        try {
            var leader = asked.resolve(location);
            if (keepsTheMethod
                    && hops < MOST_REDIRECTS
                    && asked.getScheme().equals(leader.getScheme())
                    && asked.getHost().equalsIgnoreCase(leader.getHost())
                    && port(asked) == port(leader)
                    && asked.getRawPath().equals(leader.getRawPath())
                    && Objects.equals(asked.getRawQuery(), leader.getRawQuery())
                    && leader.getRawUserInfo() == null) {
                return leader;
            }
        } catch (IllegalArgumentException e) {
            // No URL at all; refused like any other.
        }
        throw StoreException.passing(new SyncError(
                Cause.UNREACHABLE,
                "sends requests on to another server, which is not followed (" + answer.statusCode() + ")",
                settings.server.toString(),
                "set server to the active node, or let standbys forward requests"));
    }
}
