package dev.lockstep.sync.engine;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Restricts what an installation allows to be written into its cluster.
///
/// @param allowedTypes those of [#GUARDED_TYPES] that may be written all the same
public record WriteRules(AdoptionPolicy adoption, Set<String> allowedTypes) {
    /// Types of Secrets that are credentials for the cluster itself: the control plane makes, or trusts, what is in
    /// them.
    public static final Set<String> GUARDED_TYPES =
            Set.of("kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token");

    /// As ESO 2.9, without the types that its webhook refuses.
    public static final WriteRules DEFAULT = new WriteRules(AdoptionPolicy.ESO, Set.of());

    /// For targets outside of a cluster, where a type is a word.
    public static final WriteRules NONE = new WriteRules(AdoptionPolicy.ESO, GUARDED_TYPES);

    public WriteRules {
        allowedTypes = Set.copyOf(allowedTypes);
    }

    /// What a flag takes that allows a type, for its messages.
    public static String guardedTypes() {
        return String.join(" or ", GUARDED_TYPES.stream().sorted().toList()) + "; all other types are written anyway";
    }

    /// The types that are allowed, and one more; null if that is none of [#GUARDED_TYPES].
    public static @Nullable List<String> allowing(String type, List<String> before) {
        return GUARDED_TYPES.contains(type)
                ? Stream.concat(before.stream(), Stream.of(type)).distinct().toList()
                : null;
    }

    /// Why a Secret of this type may not be written; null if it may.
    ///
    /// @param there the type of the Secret that is there; empty if there is none
    @Nullable
    SyncError refusal(SyncSpec spec, String there) {
        if (isGuarded(spec.type())) {
            var place = spec.isManifest() ? "type" : "spec.target.template.type";
            return guarded(spec, spec.type(), place, "choose another type");
        }
        return isGuarded(there) ? guarded(spec, there, "Secret " + spec.target(), "write to another Secret") : null;
    }

    private boolean isGuarded(String type) {
        return GUARDED_TYPES.contains(type) && !allowedTypes.contains(type);
    }

    private static SyncError guarded(SyncSpec spec, String type, String place, String next) {
        return new SyncError(
                Cause.SPEC_INVALID,
                "Secrets of type " + type + " are credentials for the cluster itself and are not written",
                place,
                next + ", or start lockstep-sync " + (spec.resourceKey().isOfCluster() ? "run" : "once")
                        + " with --allow-secret-type=" + type);
    }
}
