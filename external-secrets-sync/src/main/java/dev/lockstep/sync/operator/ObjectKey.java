package dev.lockstep.sync.operator;

import dev.lockstep.sync.engine.SecretName;

/// Identifies an object that others refer to: by what it is and its name.
///
/// @param namespace empty for a namespace itself
record ObjectKey(Kind kind, String namespace, String name) {
    /// The kinds whose metadata is looked at.
    enum Kind {
        SECRET("secrets"),
        CONFIG_MAP("configmaps"),
        NAMESPACE("namespaces");

        private final String plural;

        Kind(String plural) {
            this.plural = plural;
        }

        boolean namespaced() {
            return this != NAMESPACE;
        }

        /// The path of all of them, or of those of one namespace.
        ///
        /// @param namespace empty for all
        String path(String namespace) {
            return namespaced() && !namespace.isEmpty()
                    ? "/api/v1/namespaces/" + namespace + "/" + plural
                    : "/api/v1/" + plural;
        }
    }

    /// Refuses what is no name, so that none leads out of its namespace.
    ///
    /// @throws IllegalArgumentException if one is no Kubernetes name
    ObjectKey {
        if (!SecretName.isValid(kind.namespaced() ? namespace : name, name)) {
            throw new IllegalArgumentException("no Kubernetes name");
        }
    }

    static ObjectKey namespace(String name) {
        return new ObjectKey(Kind.NAMESPACE, "", name);
    }

    String path() {
        return kind.path(namespace) + "/" + name;
    }
}
