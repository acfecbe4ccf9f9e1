package dev.lockstep.sync.store;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SyncError;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Holds the connection of a service, opened by the first request and reopened after a failure to open. Whatever a
/// store throws becomes a [SyncError] here, without its message, which may quote a secret.
final class StoreConnection {
    private final Supplier<SecretStore> opening;
    private final ReentrantLock opens = new ReentrantLock();
    private volatile @Nullable SecretStore store;

    StoreConnection(Supplier<SecretStore> opening) {
        this.opening = opening;
    }

    /// As [SecretStore#batch()]; 1 until it is open.
    int batch() {
        var opened = store;
        return opened == null ? 1 : Math.max(1, opened.batch());
    }

    /// As [SecretStore#fetch(List)], with an answer for each reference and none besides.
    Map<RemoteRef, Fetched> fetch(List<RemoteRef> references) {
        return asked(
                store -> complete(references, store.fetch(references)),
                (error, nextTry) -> failing(references, error, nextTry));
    }

    /// As [SecretStore#check()].
    SecretStore.Health check() {
        return asked(SecretStore::check, (error, _) -> new SecretStore.Health.Failed(error));
    }

    private <T> T asked(Function<SecretStore, T> request, BiFunction<SyncError, Instant, T> failure) {
        try {
            return request.apply(open());
        } catch (StoreException e) {
            return failure.apply(e.error(), e.nextTry());
        } catch (LockstepException e) {
            return failure.apply(SyncError.of(e.problem()), Instant.MIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failure.apply(new SyncError(Cause.TIMEOUT, "the store was not opened in time", "", ""), Instant.MIN);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            return failure.apply(bug(e.getClass().getSimpleName()), Instant.MIN);
        }
    }

    private static Map<RemoteRef, Fetched> complete(List<RemoteRef> references, Map<RemoteRef, Fetched> given) {
        Map<RemoteRef, Fetched> answers = new HashMap<>(given);
        for (var answer : given.entrySet()) {
            if (!references.contains(answer.getKey())) {
                answers.remove(answer.getKey()).close();
            }
        }
        var none = new Fetched.Failed(bug("no answer"), Instant.MIN);
        references.forEach(reference -> answers.putIfAbsent(reference, none));
        return answers;
    }

    private static SyncError bug(String what) {
        return new SyncError(
                Cause.INTERNAL,
                "the store cannot be read because of an internal error, " + what,
                "",
                "please report this line as a bug");
    }

    static Map<RemoteRef, Fetched> failing(List<RemoteRef> references, SyncError error, Instant nextTry) {
        Map<RemoteRef, Fetched> failed = new HashMap<>();
        references.forEach(reference -> failed.put(reference, new Fetched.Failed(error, nextTry)));
        return failed;
    }

    private SecretStore open() throws InterruptedException {
        opens.lockInterruptibly();
        try {
            var opened = store;
            if (opened == null) {
                opened = opening.get();
                store = opened;
            }
            return opened;
        } finally {
            opens.unlock();
        }
    }

    /// When no request is under way any more. Whether it succeeds changes nothing for us.
    void close() {
        var opened = store;
        if (opened != null) {
            try {
                opened.close();
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                // What it held ends by itself, or with the process.
            }
        }
    }
}
