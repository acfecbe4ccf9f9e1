package dev.lockstep.sync.agent;

import dev.lockstep.sync.api.SyncReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Formats a [SyncExplanation] for a person: a sentence first, then one line for each thing there is to know.
final class ExplanationText {
    private final List<String> lines = new ArrayList<>();
    private final Instant now;

    private ExplanationText(Instant now) {
        this.now = now;
    }

    static List<String> lines(SyncExplanation explanation, Instant now) {
        var text = new ExplanationText(now);
        text.lines.add(explanation.resource() + ": " + text.headline(explanation));
        text.line("cause", explanation.cause());
        text.line("where", explanation.place());
        text.line("message", explanation.state() == SyncExplanation.State.OutOfStep ? explanation.message() : "");
        text.line("fix", explanation.fix());
        text.line(
                "failed", explanation.failures() == 0 ? "" : explanation.failures() + " times since the last success");
        text.line("status", explanation.status());
        text.line("next", explanation.next());
        text.line("last sync", text.time(explanation.lastSync()));
        explanation.unknownFields().forEach(field -> text.line("ignored", "unknown field " + field));
        text.line("Secret", explanation.secret());
        text.keys(explanation.keys());
        return text.lines;
    }

    private String headline(SyncExplanation explanation) {
        var reason = explanation.reason().isEmpty() ? "" : " (" + explanation.reason() + ")";
        return switch (explanation.state()) {
            case NotLookedAt -> "not looked at yet";
            case EditNotLookedAt -> "not looked at since its last edit; before that" + reason;
            case RefreshOverdue -> "in step" + reason + " when it was looked at last";
            case InStep -> "in step" + reason;
            case OutOfStep ->
                "out of step" + reason
                        + (explanation.staleSince().isEmpty() ? "" : ", stale since " + time(explanation.staleSince()));
        };
    }

    private void line(String name, String text) {
        if (!text.isEmpty()) {
            lines.add("  " + name + " ".repeat(Math.max(1, 11 - name.length())) + text);
        }
    }

    private String time(String time) {
        var ago = Ages.ago(time, now);
        return ago.isEmpty() ? time : time + " (" + ago + ")";
    }

    private void keys(List<SyncReport.Key> keys) {
        for (var key : keys) {
            line("key", key.key() + " from " + origin(key));
        }
    }

    private String origin(SyncReport.Key key) {
        var store = key.store() == null
                ? ""
                : key.store().kind() + " " + key.store().name() + ", ";
        return store
                + key.remoteKey()
                + (key.property().isEmpty() ? "" : " property " + key.property())
                + (key.version().isEmpty() ? "" : " version " + key.version())
                + (key.readAt().isEmpty() ? "" : ", read " + time(key.readAt()));
    }
}
