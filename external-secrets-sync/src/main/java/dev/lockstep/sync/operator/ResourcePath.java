package dev.lockstep.sync.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;

/// Identifies all objects of one kind, or those of one namespace.
///
/// @param group empty for the core's
/// @param plural of the kind, in lower case
/// @param namespace empty for all
record ResourcePath(String group, String version, String plural, String namespace) {
    /// Of ESO's group.
    static ResourcePath ofEso(String version, String plural, String namespace) {
        return new ResourcePath("external-secrets.io", version, plural, namespace);
    }

    /// Where the API server has an ExternalSecret.
    static String placeOf(HasMetadata resource) {
        var metadata = resource.getMetadata();
        return ofEso("v1", "externalsecrets", metadata.getNamespace()).path() + "/" + metadata.getName();
    }

    static ResourcePath ofSecrets(String namespace) {
        return new ResourcePath("", "v1", "secrets", namespace);
    }

    /// Where the API server has it.
    String path() {
        return (group.isEmpty() ? "/api/" : "/apis/" + group + "/")
                + version
                + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                + "/"
                + plural;
    }

    /// As RBAC names it: `externalsecrets.external-secrets.io`.
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
