package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.resource.SyncSpecs;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Passes on what is heard of passes: to the log, the metrics, the events, and to those who remember something of a
/// resource.
final class ReconcileReporter implements ReconcileRunner.ReconcileListener {
    private final ReconcileLog log;
    private final Metrics metrics;
    private final ConditionGauges standings;
    private final EventRecorder events;
    private final WriteRateLimiter pace;
    private final FieldWarnings warnings = new FieldWarnings();

    ReconcileReporter(
            ReconcileLog log, Metrics metrics, ConditionGauges standings, EventRecorder events, WriteRateLimiter pace) {
        this.log = log;
        this.metrics = metrics;
        this.standings = standings;
        this.events = events;
        this.pace = pace;
    }

    @Override
    public void passed(ExternalSecret resource, @Nullable Outcome outcome, SyncStatus status, Duration took) {
        var subject = SyncSpecs.subject(resource);
        log.passed(subject, outcome, status, took);
        var result = result(outcome, status);
        metrics.passed(Metrics.EXTERNAL_SECRET, ReconcileLog.word(outcome, status), result, took);
        standings.passed(ReconcileTriggers.id(subject), status, result == Metrics.Result.ERROR, took);
        if (outcome != null && outcome.result() instanceof Outcome.Result.Written) {
            pace.wrote(subject);
        }
        var about = new EventRecorder.About(
                subject.namespace(),
                subject.name(),
                subject.uid(),
                resource.getMetadata().getResourceVersion());
        status.events().forEach(event -> events.record(about, event));
        if (status.changed()) {
            warnings.of(resource).forEach(event -> {
                events.record(about, event);
                log.warned(subject, event);
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
    public void statusFailed(ResourceKey subject) {
        metrics.statusFailed();
    }

    @Override
    public void bug(ResourceKey subject, Throwable thrown) {
        metrics.bug();
        log.bug(subject, thrown);
    }

    @Override
    public void gone(ResourceKey subject) {
        standings.remove(ReconcileTriggers.id(subject));
        pace.forget(subject);
        warnings.forget(subject);
    }
}
