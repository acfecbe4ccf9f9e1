package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.Trigger;
import dev.lockstep.sync.resource.SyncSpecs;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Adapts reconciles to the operator framework, which calls it for one resource at a time. It never throws and never
/// asks the framework for a retry: each reconcile says itself when the next one is due.
final class ExternalSecretReconciler implements Reconciler<ExternalSecret> {
    private static final Duration SOON = Duration.ofSeconds(5);

    /// Should anything ever be missed, it is missed for so long; a reconcile that finds nothing due costs nothing.
    private static final Duration LONGEST_SLEEP = Duration.ofHours(1);

    private final ReconcileRunner runner;
    private final ExternalSecretCache resources;
    private final TargetIndex targets;
    private final Predicate<ExternalSecret> finalizers;
    private final ReconcileTriggers triggers;
    private final WriteRateLimiter writeRate;
    private final InstantSource clock;
    private final Quarantine quarantine;
    private final Consumer<String> gaveUp;

    /// Those that are reconciled now, or wait for their turn.
    private final Map<ResourceID, ExternalSecret> begun = new ConcurrentHashMap<>();

    /// @param finalizers takes off those that are ours to take off; false if it has to be tried again
    /// @param gaveUp told of what makes it pointless to go on
    ExternalSecretReconciler(
            ReconcileRunner passes,
            ExternalSecretCache resources,
            TargetIndex targets,
            Predicate<ExternalSecret> finalizers,
            ReconcileTriggers triggers,
            WriteRateLimiter writeRate,
            InstantSource clock,
            Quarantine quarantine,
            Consumer<String> gaveUp) {
        this.runner = passes;
        this.resources = resources;
        this.targets = targets;
        this.finalizers = finalizers;
        this.triggers = triggers;
        this.writeRate = writeRate;
        this.clock = clock;
        this.quarantine = quarantine;
        this.gaveUp = gaveUp;
    }

    @Override
    public List<EventSource<?, ExternalSecret>> prepareEventSources(EventSourceContext<ExternalSecret> context) {
        resources.from(context.getPrimaryCache());
        return List.of(triggers.source());
    }

    @Override
    public UpdateControl<ExternalSecret> reconcile(ExternalSecret resource, Context<ExternalSecret> context) {
        var id = ResourceID.fromResource(resource);
        var trigger = triggers.take(id);
        // The framework calls deleted what was made again during a reconcile of its old self, too.
        if (context.isPrimaryResourceDeleted() && !resources.isDesired(SyncSpecs.subject(resource))) {
            targets.remove(id);
            runner.forget(resource);
        } else if (resource.getMetadata().getDeletionTimestamp() != null) {
            targets.remove(id);
            runner.forget(resource);
            if (!finalizers.test(resource)) {
                triggers.at(id, SOON);
            }
        } else {
            run(id, resource, trigger);
        }
        return UpdateControl.noUpdate();
    }

    void run(ResourceID id, ExternalSecret resource, Trigger trigger) {
        targets.put(id, SyncSpecs.targetName(resource));
        var rest = writeRate.rest(SyncSpecs.subject(resource));
        if (rest.isPositive()) {
            triggers.putBack(id, trigger);
            triggers.at(id, rest);
            return;
        }
        var until = quarantine.rest(resource);
        if (until != null) {
            runner.refuse(resource, Quarantine.fault(until));
            triggers.at(id, until(until));
            return;
        }
        begun.put(id, resource);
        try {
            var next = runner.run(resource, trigger);
            quarantine.remove(resource);
            triggers.at(id, until(next));
        } catch (OutOfMemoryError e) {
            quarantine.add(List.of(resource));
            setAside();
            gaveUp.accept("out of memory");
            throw e;
        } finally {
            begun.remove(id);
        }
    }

    /// Memory is out: whatever is under way may be what took it.
    void setAside() {
        quarantine.add(begun.values().stream()
                .filter(resource -> runner.isRunning(SyncSpecs.subject(resource)))
                .toList());
    }

    private Duration until(Instant next) {
        var now = clock.instant();
        if (!next.isBefore(now.plus(LONGEST_SLEEP))) {
            return LONGEST_SLEEP;
        }
        return next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
    }

    /// Whether an update of a resource is one that passes have to look at: all but those of its status alone.
    static boolean matters(ExternalSecret now, ExternalSecret before) {
        var one = now.getMetadata();
        var other = before.getMetadata();
        return !Objects.equals(one.getUid(), other.getUid())
                || !Objects.equals(one.getGeneration(), other.getGeneration())
                || !Objects.equals(one.getLabels(), other.getLabels())
                || !Objects.equals(one.getAnnotations(), other.getAnnotations())
                || !Objects.equals(one.getDeletionTimestamp(), other.getDeletionTimestamp())
                || !Objects.equals(one.getFinalizers(), other.getFinalizers());
    }
}
