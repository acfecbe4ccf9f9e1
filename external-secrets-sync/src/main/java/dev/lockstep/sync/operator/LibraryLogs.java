package dev.lockstep.sync.operator;

import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Warnings of the libraries, as lines of our log. Their texts may quote what a server answered, so a line has only who
/// warned and the classes of what was thrown.
final class LibraryLogs extends Handler {
    private static final int DEPTH = 4;

    /// What these warn of, again with each try, is told in our own words, once.
    private static final List<Class<?>> TOLD_ELSEWHERE = List.of(LeaderElector.class);

    private final JsonLog log;

    private LibraryLogs(JsonLog log) {
        this.log = log;
        setLevel(Level.WARNING);
    }

    /// Takes the place of all that was set up before.
    static void routeTo(JsonLog log) {
        LogManager.getLogManager().reset();
        var root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(new LibraryLogs(log));
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)
                || TOLD_ELSEWHERE.stream().anyMatch(who -> who.getName().equals(record.getLoggerName()))) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("logger", String.valueOf(record.getLoggerName()));
        if (record.getSourceMethodName() != null) {
            fields.put("method", record.getSourceMethodName());
        }
        if (record.getThrown() != null) {
            fields.put("exception", classes(record.getThrown()));
        }
        boolean severe = record.getLevel().intValue() >= Level.SEVERE.intValue();
        log.line(severe ? JsonLog.Level.ERROR : JsonLog.Level.WARN, "library", fields);
    }

    /// The exception and its causes: `KubernetesClientException < ConnectException`.
    static String classes(Throwable thrown) {
        var names = new StringBuilder(thrown.getClass().getSimpleName());
        var cause = thrown.getCause();
        for (int depth = 0; cause != null && depth < DEPTH; depth++) {
            names.append(" < ").append(cause.getClass().getSimpleName());
            cause = cause.getCause();
        }
        return names.toString();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
