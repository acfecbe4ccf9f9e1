package dev.lockstep.sync.store;

import dev.lockstep.Decryption;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.Nearest;
import dev.lockstep.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notices a document that was meant to be a Secret and, for a wrong or missing word, is none: it would be passed over
/// without a word.
record NearSecret(Mapping document) {
    private static final String KIND = "Secret";
    private static final String VERSION = "v1";

    /// Null if it is a Secret, or clearly something else.
    @Nullable
    Problem problem() {
        var manifest = SecretManifest.of(document);
        var version = manifest.text("apiVersion");
        var kind = manifest.text("kind");
        // A group of its own makes a kind of its own.
        if (version.contains(".") || manifest.isSecret() || manifest.hidesItsKind()) {
            return null;
        }
        if (kind.equals(KIND)) {
            return version.isEmpty()
                    ? wrong("is missing or is not text", "apiVersion", "add apiVersion: " + VERSION)
                    : wrong("Secret of " + version + " is not a kind that is known", "apiVersion", "did you mean v1?");
        }
        if (kind.isEmpty()) {
            return Decryption.hasMetadata(document) && has("metadata") && (has("data") || has("stringData"))
                    ? wrong("is missing", "kind", "encrypt the file again with kind: " + KIND)
                    : null;
        }
        return Nearest.to(kind, List.of(KIND)) == null
                ? null
                : wrong(kind + " of " + version + " is not a kind that is known", "kind", "did you mean Secret?");
    }

    private boolean has(String name) {
        return document.members().stream()
                .anyMatch(member -> member instanceof Entry entry && entry.key().equals(name));
    }

    private static Problem wrong(String what, String where, String next) {
        return new Problem(Kind.INPUT_MALFORMED, what, where, next);
    }
}
