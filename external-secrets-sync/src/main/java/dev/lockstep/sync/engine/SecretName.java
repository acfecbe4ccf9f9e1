package dev.lockstep.sync.engine;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;

/// Identifies a Secret by namespace and name. Both are checked, so that they are safe as parts of a path.
public record SecretName(String namespace, String name) {
    private static final int LONGEST_NAMESPACE = 63;
    private static final int LONGEST_NAME = 253;

    /// @throws LockstepException `INPUT_MALFORMED` if one of them is no Kubernetes name (RFC 1123 label, subdomain)
    public SecretName {
        if (!isName(namespace, LONGEST_NAMESPACE, false)) {
            throw malformed("metadata.namespace");
        }
        if (!isName(name, LONGEST_NAME, true)) {
            throw malformed("metadata.name");
        }
    }

    /// Whether these can be the parts of a name.
    public static boolean isValid(String namespace, String name) {
        return isName(namespace, LONGEST_NAMESPACE, false) && isName(name, LONGEST_NAME, true);
    }

    private static boolean isName(String text, int longest, boolean dots) {
        if (text.isEmpty() || text.length() > longest) {
            return false;
        }
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            boolean inside = c == '-' && before != '.' || c == '.' && dots && before != '.' && before != '-';
            if (!alphanumeric && !inside) {
                return false;
            }
            before = c;
        }
        return before != '-' && before != '.';
    }

    private static LockstepException malformed(String field) {
        return new LockstepException(
                Kind.INPUT_MALFORMED, "is not a Kubernetes name", field, "use lower case letters, digits and dashes");
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
