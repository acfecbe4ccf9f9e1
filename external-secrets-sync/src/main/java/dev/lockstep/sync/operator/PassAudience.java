package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.Subject;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.resource.SyncSpecs;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Passes on what is heard of passes: to the log, the metrics, the events, and to those who remember something of a
/// resource.
final class PassAudience implements ResourcePasses.Audience {
    private final PassLog log;
    private final Metrics metrics;
    private final Standings standings;
    private final EventRecorder events;
    private final Pace pace;

    PassAudience(PassLog log, Metrics metrics, Standings standings, EventRecorder events, Pace pace) {
        this.log = log;
        this.metrics = metrics;
        this.standings = standings;
        this.events = events;
        this.pace = pace;
    }

    @Override
    public void began(Subject subject) {
        standings.called(Wakes.id(subject));
    }

    @Override
    public void passed(ExternalSecret resource, @Nullable Outcome outcome, SyncStatus status, Duration took) {
        var subject = SyncSpecs.subject(resource);
        log.passed(subject, outcome, status, took);
        metrics.passed(outcome == null ? "refused" : PassLog.word(outcome.result()), took);
        standings.set(Wakes.id(subject), status);
        if (outcome == null || outcome.refused()) {
            standings.failed(Wakes.id(subject));
        }
        if (outcome != null && outcome.result() instanceof Outcome.Result.Written) {
            pace.wrote(subject);
        }
        var about = new EventRecorder.About(
                subject.namespace(),
                subject.name(),
                subject.uid(),
                resource.getMetadata().getResourceVersion());
        status.events().forEach(event -> events.record(about, event));
    }

    @Override
    public void statusFailed(Subject subject) {
        metrics.statusFailed();
    }

    @Override
    public void bug(Subject subject, Throwable thrown) {
        metrics.bug();
        log.bug(subject, thrown);
    }

    @Override
    public void gone(Subject subject) {
        standings.remove(Wakes.id(subject));
        pace.forget(subject);
    }
}
