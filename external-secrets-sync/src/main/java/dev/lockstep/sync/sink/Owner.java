package dev.lockstep.sync.sink;

import dev.lockstep.sync.engine.Creation;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SyncSpec;
import org.jspecify.annotations.Nullable;

/// Holds an owner reference of an object.
///
/// @param controller whether it is the one that manages the object
record Owner(String apiVersion, String kind, String name, String uid, boolean controller) {
    private static final String GROUP = "external-secrets.io";
    private static final String VERSION = GROUP + "/v1";
    private static final String KIND = "ExternalSecret";

    /// The one that a spec gives to its Secret; null if the Secret shall not go with it.
    static @Nullable Owner of(SyncSpec spec) {
        var resourceKey = spec.resourceKey();
        return spec.creation() == Creation.OWNER && resourceKey.isOfCluster()
                ? new Owner(VERSION, KIND, resourceKey.name(), resourceKey.uid(), true)
                : null;
    }

    /// Whether it is an ExternalSecret, of whichever version.
    boolean isDesired() {
        return kind.equals(KIND) && apiVersion.startsWith(GROUP + "/");
    }

    /// Whether it is the subject by name, which one of a file never is. One of the same name that was deleted and made
    /// again takes over from itself, as in ESO 2.9.
    boolean is(ResourceKey resourceKey) {
        return resourceKey.isOfCluster() && isDesired() && name.equals(resourceKey.name());
    }

    /// For people.
    String spelled() {
        return kind + " " + name;
    }
}
