package dev.lockstep.sync.sink;

import dev.lockstep.sync.engine.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Defines the labels and names by which our Secrets are recognized in a cluster. Those for an ExternalSecret of the
/// cluster are as ESO 2.9 writes them, so that either program finds what the other has made. What is applied from files
/// has a field manager of another name and no labels of ours: no operator shall take it for its own.
final class OwnershipLabels {
    static final String MANAGED = "reconcile.external-secrets.io/managed";
    static final String CREATED_BY = "reconcile.external-secrets.io/created-by";
    private static final String MANAGERS = "externalsecrets.external-secrets.io/";
    private static final String MANAGERS_OF_FILES = "lockstep-sync/";

    private static final int LONGEST_MANAGER = 63;

    private OwnershipLabels() {}

    /// Whose spec asks for a Secret, as the label says it: a hash, since a label holds 63 characters.
    static String createdBy(ResourceKey resourceKey) {
        return sha3(resourceKey.namespace() + "/" + resourceKey.name());
    }

    /// The field manager of a spec.
    static String manager(ResourceKey resourceKey) {
        var prefix = resourceKey.isOfCluster() ? MANAGERS : MANAGERS_OF_FILES;
        var plain = prefix + resourceKey.name();
        return plain.length() <= LONGEST_MANAGER ? plain : prefix + "sha3/" + sha3(resourceKey.name());
    }

    /// Whether a field manager is that of a spec.
    static boolean isManager(String name) {
        return name.startsWith(MANAGERS) || name.startsWith(MANAGERS_OF_FILES);
    }

    private static String sha3(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA3-224");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA3-224", e);
        }
    }
}
