package dev.lockstep.sync.store;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fault;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The one client of a service: opened by the first request, and again by the next one if that failed. Whatever a store
/// throws becomes a fault here; its message is not repeated, since it may quote a secret.
final class Client {
    private final Supplier<SecretStore> opening;
    private final ReentrantLock opens = new ReentrantLock();
    private volatile @Nullable SecretStore store;

    Client(Supplier<SecretStore> opening) {
        this.opening = opening;
    }

    /// As [SecretStore#batch()]; 1 until it is open.
    int batch() {
        var opened = store;
        return opened == null ? 1 : Math.max(1, opened.batch());
    }

    /// As [SecretStore#fetch(List)].
    Map<RemoteRef, Fetched> fetch(List<RemoteRef> references) {
        return asked(store -> store.fetch(references), fault -> failing(references, fault));
    }

    /// As [SecretStore#check()].
    SecretStore.Health check() {
        return asked(SecretStore::check, SecretStore.Health.Failed::new);
    }

    private <T> T asked(Function<SecretStore, T> request, Function<Fault, T> failure) {
        try {
            return request.apply(open());
        } catch (LockstepException e) {
            return failure.apply(Fault.of(e.problem()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failure.apply(new Fault(Cause.TIMEOUT, "the store was not opened in time", "", ""));
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            return failure.apply(bug(e.getClass().getSimpleName()));
        }
    }

    static Fault bug(String what) {
        return new Fault(
                Cause.INTERNAL,
                "the store cannot be read because of an internal error, " + what,
                "",
                "please report this line as a bug");
    }

    static Map<RemoteRef, Fetched> failing(List<RemoteRef> references, Fault fault) {
        Map<RemoteRef, Fetched> failed = new HashMap<>();
        references.forEach(reference -> failed.put(reference, new Fetched.Failed(fault, Instant.MIN)));
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

    /// When no request is under way any more.
    void close() {
        var opened = store;
        if (opened != null) {
            opened.close();
        }
    }
}
