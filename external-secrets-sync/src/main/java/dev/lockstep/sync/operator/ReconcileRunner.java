package dev.lockstep.sync.operator;

import dev.lockstep.sync.Reconciliation;
import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.ExponentialBackoff;
import dev.lockstep.sync.engine.FetchPlan;
import dev.lockstep.sync.engine.LastSync;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.engine.Trigger;
import dev.lockstep.sync.resource.ParsedSpec;
import dev.lockstep.sync.resource.SyncSpecs;
import dev.lockstep.sync.sink.TargetException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Reconciles one resource, from the object to its status: reads the spec, waits for its turn, runs the reconcile,
/// tells what came of it. Throws nothing but out of memory; a bug of ours ends one reconcile of one resource.
final class ReconcileRunner {
    private static final ExponentialBackoff STATUS_BACKOFF =
            new ExponentialBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.5);
    private static final Duration AFTER_BUG = Duration.ofMinutes(1);
    private static final Duration UNTIL_RECOGNISED = Duration.ofSeconds(5);

    private final Reconciliation reconciliation;
    private final Statuses statuses;
    private final Stores stores;
    private final FairQueue queue;
    private final InFlightReconciles running;
    private final ReconcileListener audience;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Map<ResourceKey, Unsaved> unsaved = new ConcurrentHashMap<>();
    private final Grace<ResourceKey> grace;

    /// A status that the API server has not taken yet.
    private record Unsaved(SyncStatus status, int failures) {}

    /// Where statuses are kept: a port with the API server behind it.
    interface Statuses {
        /// What the reconcile before left.
        LastSync last(ExternalSecret resource);

        /// @return whether it is written
        boolean write(ExternalSecret resource, SyncStatus status);

        /// Notes what the status does not keep, for as long as it stays as it is.
        void remember(ExternalSecret resource, LastSync last);

        void forget(ResourceKey resourceKey);
    }

    /// What the stores have to know of their users: a port with the cluster's stores behind it.
    interface Stores {
        /// Whether one is of another controller class, so that its users are not ours.
        boolean leftToOthers(ResourceKey consumer, Set<StoreRef> refs);

        /// Notes who uses which.
        void uses(ResourceKey consumer, Set<StoreRef> refs);

        /// Notes that a resource waits for others to make its target.
        void awaitsTarget(SyncSpec spec);

        void forget(ResourceKey consumer);
    }

    /// Who hears of reconciles: log, metrics, events.
    interface ReconcileListener {
        /// @param outcome null if there was none: the spec is refused
        void reconciled(ExternalSecret resource, @Nullable Outcome outcome, SyncStatus status, Duration took);

        void statusFailed(ResourceKey resourceKey);

        void bug(ResourceKey resourceKey, Throwable thrown);

        void gone(ResourceKey resourceKey);
    }

    private record End(@Nullable Outcome outcome, SyncStatus status) {
        @Nullable
        Cause cause() {
            return status.error() == null ? null : status.error().cause();
        }
    }

    /// @param nanos the monotonic clock
    ReconcileRunner(
            Reconciliation pass,
            Statuses statuses,
            Stores stores,
            FairQueue queue,
            InFlightReconciles running,
            ReconcileListener audience,
            InstantSource clock,
            LongSupplier nanos) {
        this.reconciliation = pass;
        this.statuses = statuses;
        this.stores = stores;
        this.queue = queue;
        this.running = running;
        this.audience = audience;
        this.clock = clock;
        this.nanos = nanos;
        this.grace = new Grace<>(nanos);
    }

    /// @return when the next reconcile is due; [Instant#MAX] if only a change brings one
    Instant run(ExternalSecret resource, Trigger trigger) {
        var resourceKey = SyncSpecs.subject(resource);
        try {
            return switch (SyncSpecs.of(resource)) {
                case ParsedSpec.Valid(var spec) -> served(resource, spec, trigger);
                case ParsedSpec.Refused(var error) -> refuse(resource, error);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Instant.MAX; // the program is ending
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            audience.bug(resourceKey, e);
            return clock.instant().plus(AFTER_BUG);
        }
    }

    /// Tells of a resource why nothing is done for it.
    ///
    /// @return as [#run]
    Instant refuse(ExternalSecret resource, SyncError error) {
        var status = SyncStatus.refused(
                SyncSpecs.subject(resource), SyncSpecs.version(resource), last(resource), error, clock.instant());
        return report(resource, new End(null, status), nanos.getAsLong());
    }

    boolean isRunning(ResourceKey resourceKey) {
        return running.includes(resourceKey);
    }

    private Instant served(ExternalSecret resource, SyncSpec spec, Trigger trigger) throws InterruptedException {
        var refs = FetchPlan.of(spec).needs().keySet();
        if (stores.leftToOthers(spec.resourceKey(), refs)) {
            return Instant.MAX;
        }
        stores.uses(spec.resourceKey(), refs);
        var last = last(resource);
        boolean urgent = !(trigger instanceof Trigger.None)
                || last.refreshedAt() == null
                || !last.version().equals(spec.version());
        try (var _ = queue.take(queue(spec, refs), spec.resourceKey().namespace(), urgent)) {
            if (!running.begin(spec.resourceKey())) {
                return Instant.MAX; // the program is ending
            }
            try {
                long start = nanos.getAsLong();
                var known = recognised(resource, spec, last);
                if (known == null) {
                    return clock.instant().plus(UNTIL_RECOGNISED);
                }
                var end = end(spec, known, trigger);
                var early = known.failures() > 0 ? Duration.ZERO : grace.left(spec.resourceKey(), end.cause());
                return early.isPositive() ? clock.instant().plus(early) : report(resource, end, start);
            } finally {
                running.end(spec.resourceKey());
            }
        }
    }

    /// What is remembered, of the target too. Null if that cannot be looked at now: without it, a resource that wants
    /// its store asked once would have it asked again.
    private @Nullable LastSync recognised(ExternalSecret resource, SyncSpec spec, LastSync last) {
        try {
            var known = reconciliation.recognise(spec, last);
            if (known != last) {
                statuses.remember(resource, known);
            }
            return known;
        } catch (TargetException e) {
            return e.error().cause() == Cause.TARGET_UNREACHABLE ? null : last;
        }
    }

    private static String queue(SyncSpec spec, Set<StoreRef> refs) {
        if (refs.isEmpty()) {
            return "";
        }
        var store = refs.iterator().next();
        return store.kind() == StoreRef.Kind.NAMESPACED
                ? spec.resourceKey().namespace() + "/" + store.name()
                : store.toString();
    }

    private End end(SyncSpec spec, LastSync last, Trigger trigger) {
        try {
            var outcome = reconciliation.run(spec, last, trigger);
            if (outcome.result() instanceof Outcome.Result.Refused(var error)
                    && error.cause() == Cause.TARGET_MISSING) {
                stores.awaitsTarget(spec);
            }
            return new End(outcome, SyncStatus.of(spec, last, outcome));
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            audience.bug(spec.resourceKey(), e);
            var error = new SyncError(
                    Cause.INTERNAL,
                    "internal error, " + e.getClass().getSimpleName(),
                    "",
                    "please report what the log says of it");
            var now = clock.instant();
            return new End(null, SyncStatus.refused(spec.resourceKey(), spec.version(), last, error, now));
        }
    }

    /// A status that could not be written is tried again, with pauses that grow: what is in the Secret matters more.
    private Instant report(ExternalSecret resource, End end, long start) {
        var resourceKey = SyncSpecs.subject(resource);
        var status = end.status();
        audience.reconciled(resource, end.outcome(), status, Duration.ofNanos(nanos.getAsLong() - start));
        var before = unsaved.get(resourceKey);
        if (!status.changed() && before == null) {
            return status.next();
        }
        var due = status.changed() || before == null ? status : before.status();
        if (statuses.write(resource, due)) {
            unsaved.remove(resourceKey);
            return status.next();
        }
        audience.statusFailed(resourceKey);
        int failures = before == null ? 1 : before.failures() + 1;
        unsaved.put(resourceKey, new Unsaved(due, failures));
        var retry = clock.instant().plus(STATUS_BACKOFF.after(failures, fraction(resourceKey)));
        return retry.isBefore(status.next()) ? retry : status.next();
    }

    /// Spread, so that those that failed together do not come back together.
    private static double fraction(ResourceKey resourceKey) {
        return Math.floorMod(resourceKey.hashCode(), 256) / 256.0;
    }

    private LastSync last(ExternalSecret resource) {
        var waiting = unsaved.get(SyncSpecs.subject(resource));
        return waiting == null ? statuses.last(resource) : waiting.status().last();
    }

    /// The resource is no more, or will not be soon.
    void forget(ExternalSecret resource) {
        var resourceKey = SyncSpecs.subject(resource);
        unsaved.remove(resourceKey);
        grace.forget(resourceKey);
        statuses.forget(resourceKey);
        stores.forget(resourceKey);
        audience.gone(resourceKey);
    }
}
