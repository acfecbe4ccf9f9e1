package dev.lockstep.sync.store.vault;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.Credentials;
import dev.lockstep.sync.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Keeps the one token of a client valid: renewed or replaced after two thirds of its life by one thread, while the
/// others go on with the one there is. A replaced token is left to expire, since reads under way may carry it.
final class VaultSession implements AutoCloseable {
    /// A token this young is not replaced for the sake of a refused path: a new one would have the same policies.
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private final VaultSettings settings;
    private final Credentials credentials;
    private final VaultTransport transport;
    private final InstantSource clock;

    /// Held by the one thread that sees to the next token.
    private final ReentrantLock asking = new ReentrantLock();

    /// Of the attempts to get a token, written while [#asking] is held: how many, and why the last one failed.
    private volatile long attempts;

    private volatile @Nullable StoreException failure;

    /// Written while [#asking] is held; read and written while this object's monitor is, which nobody keeps for long.
    private @Nullable TokenLease held;

    VaultSession(VaultSettings settings, Credentials credentials, VaultTransport transport, InstantSource clock) {
        this.settings = settings;
        this.credentials = credentials;
        this.transport = transport;
        this.clock = clock;
    }

    /// A token that is good as far as we know; the caller closes it.
    ///
    /// @throws StoreException `AUTH_FAILED`, `CREDENTIAL_MISSING`, or why the server does not answer
    Plaintext token() {
        var now = clock.instant();
        var fresh = copyIf(token -> token.isFresh(now));
        if (fresh != null) {
            return fresh;
        }
        var good = asking.isLocked() ? copyIf(token -> token.isGood(now)) : null;
        return good != null ? good : next(token -> token.isFresh(now), this::successor);
    }

    /// Another token in place of one that was refused; the caller closes it.
    ///
    /// @param dead whether the server said that the token itself is no good
    /// @return null if there is no other, or none that could do better
    /// @throws StoreException as [#token()]
    @Nullable
    Plaintext insteadOf(Plaintext refused, boolean dead) {
        if (!dead && isHeldSince(clock.instant().minus(YOUNG), refused)) {
            return null;
        }
        var other = next(token -> !token.value().sameAs(refused), this::obtained);
        if (other.sameAs(refused)) {
            other.close();
            return null;
        }
        return other;
    }

    private synchronized boolean isHeldSince(Instant since, Plaintext token) {
        return held != null && held.value().sameAs(token) && held.obtainedAt().isAfter(since);
    }

    private synchronized @Nullable Plaintext copyIf(Predicate<TokenLease> condition) {
        return held != null && condition.test(held) ? held.value().copy() : null;
    }

    private interface Step {
        TokenLease take(@Nullable TokenLease old, Instant now);
    }

    /// Takes a step towards a better token. Whoever had to wait for another thread's step shares its end, good or bad.
    private Plaintext next(Predicate<TokenLease> better, Step step) {
        long seen = attempts;
        lock();
        try {
            var shared = failure;
            if (attempts != seen && shared != null) {
                throw shared;
            }
            var copy = copyIf(better);
            return copy != null ? copy : hold(step);
        } finally {
            asking.unlock();
        }
    }

    private void lock() {
        try {
            asking.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectionFaults.tooSlow(settings.server);
        }
    }

    private Plaintext hold(Step step) {
        try {
            failure = null;
            var next = step.take(held, clock.instant());
            synchronized (this) {
                if (held != null && held.value() != next.value()) {
                    held.close();
                }
                held = next;
                return next.value().copy();
            }
        } catch (StoreException e) {
            failure = e;
            throw e;
        } finally {
            attempts++;
        }
    }

    /// Renews, else logs in, else makes do with the old token for as long as it lives.
    private TokenLease successor(@Nullable TokenLease old, Instant now) {
        if (old == null) {
            return obtained(null, now);
        }
        var renewed = old.renewable() ? renewed(old, now) : null;
        if (renewed != null) {
            return renewed;
        }
        try {
            return obtained(old, now);
        } catch (StoreException e) {
            if (old.isGood(clock.instant())) {
                return old.postponed(clock.instant());
            }
            throw e;
        }
    }

    /// @return null if it cannot be renewed, for whatever reason
    private @Nullable TokenLease renewed(TokenLease old, Instant now) {
        var call = VaultCall.post(List.of("auth", "token", "renew-self"), settings.loginNamespace);
        try (var reply = transport.send(call, old.value(), null)) {
            var auth = reply.isGood() && reply.json() instanceof JsonView json ? json.object("auth") : null;
            return auth == null || auth.number("lease_duration") <= 0
                    ? null
                    : old.renewed(auth.number("lease_duration"), now);
        } catch (StoreException e) {
            return null;
        }
    }

    private TokenLease obtained(@Nullable TokenLease old, Instant now) {
        return switch (settings.login) {
            case Login.Given(var key) -> TokenLease.given(given(key), now);
            case Login.Exchange exchange -> loggedIn(exchange, now);
        };
    }

    private Plaintext given(Credentials.KeyRef key) {
        var token = LoginRequest.trimmed(credentials.read(key));
        if (isToken(token)) {
            return token;
        }
        token.close();
        throw StoreException.passing(new SyncError(
                Cause.CREDENTIAL_MISSING, "is not a valid token", key.toString(), "put a token of Vault there"));
    }

    /// Whether it can stand in a header, whose library would quote it otherwise.
    private static boolean isToken(Plaintext token) {
        boolean printable = !token.isEmpty();
        for (byte b : token.lent()) {
            printable &= b > ' ' && b <= '~';
        }
        return printable;
    }

    private TokenLease loggedIn(Login.Exchange exchange, Instant now) {
        var call = VaultCall.post(exchange.path(), settings.loginNamespace);
        try (var request = LoginRequest.of(exchange.fields(), credentials, settings.server);
                var reply = transport.send(call, null, request)) {
            if (!reply.isGood()) {
                throw notLoggedIn(reply, call);
            }
            var auth = reply.json() instanceof JsonView json ? json.object("auth") : null;
            byte[] text = auth == null ? null : auth.text("client_token");
            var token = Plaintext.owning(Plaintext.Type.STRING, text == null ? new byte[0] : text);
            if (!isToken(token) || auth.number("lease_duration") < 0) {
                token.close();
                throw new VaultErrors(settings.server).invalid("the login gave no token", call.place());
            }
            return TokenLease.issued(token, auth.number("lease_duration"), auth.isTrue("renewable"), now);
        }
    }

    private StoreException notLoggedIn(VaultReply reply, VaultCall call) {
        return switch (reply.status()) {
            case 400, 401, 403, 404, 405 ->
                StoreException.passing(new SyncError(
                        Cause.AUTH_FAILED,
                        "Vault refuses the login (" + reply.status() + ")",
                        call.place(),
                        "check the mount, the role and the credential, and what the role binds them to"));
            default -> new VaultErrors(settings.server).of(reply, call.place());
        };
    }

    /// Revokes the token if it was made for this session. Should that fail, it expires.
    @Override
    public synchronized void close() {
        if (held == null) {
            return;
        }
        try (var token = held) {
            if (settings.login instanceof Login.Exchange && token.isGood(clock.instant())) {
                transport.revoke(token.value(), settings.loginNamespace);
            }
        } catch (StoreException e) {
            // Nobody is left to tell.
        }
        held = null;
    }
}
