package dev.lockstep.sync.resource;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Collects what is wrong with a resource, in the order in which it was found. Reading goes on after a complaint, with
/// a value that is thrown away at the end.
final class ValidationErrors {
    private final List<SyncError> errors = new ArrayList<>();

    void invalid(String place, String what, String next) {
        errors.add(new SyncError(Cause.SPEC_INVALID, what, place, next));
    }

    void notServed(String place) {
        errors.add(new SyncError(
                Cause.NOT_SERVED, "is not served by this version of Lockstep", place, "write the resource without it"));
    }

    /// Refuses a part of the resource that is there.
    void refuse(boolean there, String place) {
        if (there) {
            notServed(place);
        }
    }

    /// One of a few words; an empty text is the default.
    <T> T choice(String place, String text, Map<String, T> choices, T otherwise) {
        var choice = choices.get(text);
        if (choice == null && !text.isEmpty()) {
            invalid(
                    place,
                    "is not one of the allowed values",
                    "use " + choices.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        return choice == null ? otherwise : choice;
    }

    boolean none() {
        return errors.isEmpty();
    }

    SyncError first() {
        return errors.getFirst();
    }
}
