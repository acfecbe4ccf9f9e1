package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.resource.SyncSpecs;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Reports reconciles to the log, the metrics, the events, and the components that keep state for each resource.
final class ReconcileReporter implements ReconcileRunner.ReconcileListener {
    private final ReconcileLog log;
    private final Metrics metrics;
    private final ConditionGauges gauges;
    private final EventRecorder events;
    private final WriteRateLimiter writeRate;
    private final FieldWarnings warnings = new FieldWarnings();

    ReconcileReporter(
            ReconcileLog log,
            Metrics metrics,
            ConditionGauges gauges,
            EventRecorder events,
            WriteRateLimiter writeRate) {
        this.log = log;
        this.metrics = metrics;
        this.gauges = gauges;
        this.events = events;
        this.writeRate = writeRate;
    }

    @Override
    public void reconciled(ExternalSecret resource, @Nullable Outcome outcome, SyncStatus status, Duration took) {
        var resourceKey = SyncSpecs.subject(resource);
        log.reconciled(resourceKey, outcome, status, took);
        var result = result(outcome, status);
        metrics.reconciled(Metrics.EXTERNAL_SECRET, ReconcileLog.word(outcome, status), result, took);
        gauges.reconciled(ReconcileTriggers.id(resourceKey), status, result == Metrics.Result.ERROR, took);
        if (outcome != null && outcome.result() instanceof Outcome.Result.Written) {
            writeRate.wrote(resourceKey);
        }
        var about = new EventRecorder.About(
                resourceKey.namespace(),
                resourceKey.name(),
                resourceKey.uid(),
                resource.getMetadata().getResourceVersion());
        status.events().forEach(event -> events.record(about, event));
        if (status.changed()) {
            warnings.of(resource).forEach(event -> {
                events.record(about, event);
                log.warned(resourceKey, event);
            });
        }
    }

    /// What is only not served yet has not failed.
    private static Metrics.Result result(@Nullable Outcome outcome, SyncStatus status) {
        boolean failed = (outcome == null || outcome.refused()) && !ReconcileLog.isNotServed(status);
        return failed
                ? Metrics.Result.ERROR
                : status.next().equals(Instant.MAX) ? Metrics.Result.SUCCESS : Metrics.Result.REQUEUE_AFTER;
    }

    @Override
    public void statusFailed(ResourceKey resourceKey) {
        metrics.statusFailed();
    }

    @Override
    public void bug(ResourceKey resourceKey, Throwable thrown) {
        metrics.bug();
        log.bug(resourceKey, thrown);
    }

    @Override
    public void gone(ResourceKey resourceKey) {
        gauges.remove(ReconcileTriggers.id(resourceKey));
        writeRate.forget(resourceKey);
        warnings.forget(resourceKey);
    }
}
