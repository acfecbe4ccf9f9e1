package dev.lockstep.sync.operator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Maps each object to its dependents.
///
/// @param <T> names a dependent
final class ReverseIndex<T> {
    private final Map<ObjectKey, Set<T>> dependents = new HashMap<>();
    private final Map<T, Set<ObjectKey>> objects = new HashMap<>();

    synchronized void add(T dependent, ObjectKey object) {
        dependents.computeIfAbsent(object, _ -> new HashSet<>()).add(dependent);
        objects.computeIfAbsent(dependent, _ -> new HashSet<>()).add(object);
    }

    synchronized Set<T> on(ObjectKey object) {
        return Set.copyOf(dependents.getOrDefault(object, Set.of()));
    }

    /// Forgets all of a sort; as [#drop].
    synchronized Set<ObjectKey> dropIf(Predicate<T> condition) {
        Set<ObjectKey> left = new HashSet<>();
        objects.keySet().stream().filter(condition).toList().forEach(dependent -> left.addAll(drop(dependent)));
        return left;
    }

    /// Forgets one who depends.
    ///
    /// @return the objects on which nobody depends any more
    synchronized Set<ObjectKey> drop(T dependent) {
        Set<ObjectKey> left = new HashSet<>();
        var dropped = objects.remove(dependent);
        for (var object : dropped == null ? Set.<ObjectKey>of() : dropped) {
            var others = dependents.get(object);
            others.remove(dependent);
            if (others.isEmpty()) {
                dependents.remove(object);
                left.add(object);
            }
        }
        return left;
    }
}
