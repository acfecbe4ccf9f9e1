package dev.lockstep.sync.operator;

import java.time.Duration;
import java.util.List;

/// Writes the two families that ESO 2.9 has for each kind: whether an object is ready, and how long its last reconcile
/// took, in nanoseconds.
final class StatusConditions {
    private StatusConditions() {}

    /// @param took the last reconcile; zero if none is known
    record Object(String name, String namespace, boolean ready, Duration took) {}

    /// @param prefix `externalsecret`
    /// @param kind for people
    static void write(Exposition page, String prefix, String kind, List<Object> objects) {
        page.family(prefix + "_status_condition", "gauge", "The status condition of a specific " + kind);
        for (var object : objects) {
            condition(page, object, true);
            condition(page, object, false);
        }
        if (objects.isEmpty()) {
            condition(page, new Object("", "", true, Duration.ZERO), false);
        }
        page.family(prefix + "_reconcile_duration", "gauge", "Nanoseconds of the last pass over a specific " + kind);
        objects.stream()
                .filter(object -> !object.took().isZero())
                .forEach(object ->
                        page.line(object.took().toNanos(), "name", object.name(), "namespace", object.namespace()));
    }

    /// As ESO has it: 1 for the status that the condition has, 0 for the other.
    private static void condition(Exposition page, Object object, boolean status) {
        page.line(
                object.ready() == status ? 1 : 0,
                "condition",
                "Ready",
                "name",
                object.name(),
                "namespace",
                object.namespace(),
                "status",
                status ? "True" : "False");
    }
}
