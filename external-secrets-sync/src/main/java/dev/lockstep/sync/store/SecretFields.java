package dev.lockstep.sync.store;

import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Nearest;
import dev.lockstep.secret.Plaintext.Type;
import java.util.List;

/// Knows the fields of a Secret as the API server does (Kubernetes 1.36) and refuses others: data under a misspelt name
/// would be no data.
final class SecretFields {
    private static final List<String> FIELDS =
            List.of("apiVersion", "data", "immutable", "kind", "metadata", "stringData", "type");

    private static final List<String> METADATA = List.of(
            "annotations",
            "creationTimestamp",
            "deletionGracePeriodSeconds",
            "deletionTimestamp",
            "finalizers",
            "generateName",
            "generation",
            "labels",
            "managedFields",
            "name",
            "namespace",
            "ownerReferences",
            "resourceVersion",
            "selfLink",
            "uid");

    private SecretFields() {}

    /// @throws LockstepException `INPUT_MALFORMED` with the field, and the one that was probably meant
    static void check(Mapping secret) {
        check(secret, "", FIELDS);
        for (var member : secret.members()) {
            if (member instanceof Entry entry) {
                switch (entry.key()) {
                    case "metadata" -> check(mapping(entry, "metadata"), "metadata.", METADATA);
                    case "type" -> requireText(entry);
                    default -> {}
                }
            }
        }
    }

    private static void check(Mapping mapping, String place, List<String> known) {
        for (var member : mapping.members()) {
            if (member instanceof Entry entry && !known.contains(entry.key())) {
                throw new LockstepException(
                        Kind.INPUT_MALFORMED,
                        "is not a field of a Secret",
                        place + entry.key(),
                        Nearest.to(entry.key(), known) instanceof String near
                                ? "did you mean " + near + "?"
                                : "remove it, or use one of " + String.join(", ", known));
            }
        }
    }

    private static Mapping mapping(Entry entry, String place) {
        if (entry.value().resolved() instanceof Mapping mapping) {
            return mapping;
        }
        throw new LockstepException(
                Kind.INPUT_MALFORMED, "is not a map", place, "write one key and value per line below it");
    }

    private static void requireText(Entry entry) {
        boolean fits = entry.value().resolved() instanceof Scalar scalar
                && (scalar.value().type() == Type.STRING || scalar.value().type() == Type.NULL);
        if (!fits) {
            throw new LockstepException(Kind.INPUT_MALFORMED, "is not text", entry.key(), "put the value into quotes");
        }
    }
}
