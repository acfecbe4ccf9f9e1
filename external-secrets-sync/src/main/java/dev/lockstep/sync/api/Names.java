package dev.lockstep.sync.api;

/// Patterns of the names in references, as the API server checks them.
final class Names {
    /// RFC 1123 subdomain: the name of most objects.
    static final String SUBDOMAIN = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /// RFC 1123 label: a namespace.
    static final String LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    /// A key of a Secret or ConfigMap.
    static final String KEY = "^[-._a-zA-Z0-9]+$";

    private Names() {}
}
