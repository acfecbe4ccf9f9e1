package dev.lockstep.sync.sink;

import dev.lockstep.sync.engine.Creation;
import dev.lockstep.sync.engine.SyncSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Describes how a Secret shall look besides its data.
///
/// @param labels with those of ours
/// @param type empty if any will do
/// @param owner null if it shall not go with the ExternalSecret
/// @param hashed whether it bears [DataHash#ANNOTATION]
record Appearance(
        Map<String, String> labels,
        Map<String, String> annotations,
        List<String> finalizers,
        @Nullable Owner owner,
        boolean immutable,
        String type,
        boolean hashed) {
    Appearance {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        finalizers = List.copyOf(finalizers);
    }

    /// @param hashed whether there is no better place to keep what the data was; of a Secret that others write into
    ///     too, no hash says anything
    static Appearance of(SyncSpec spec, boolean hashed) {
        var labels = new HashMap<>(spec.labels());
        if (spec.resourceKey().isOfCluster()) {
            labels.put(OwnershipLabels.MANAGED, "true");
            if (spec.creation() == Creation.OWNER) {
                labels.put(OwnershipLabels.CREATED_BY, OwnershipLabels.createdBy(spec.resourceKey()));
            }
        }
        return new Appearance(
                labels,
                spec.annotations(),
                spec.finalizers(),
                Owner.of(spec),
                spec.immutable(),
                spec.type(),
                hashed && spec.resourceKey().isOfCluster() && !spec.creation().merges());
    }

    /// The same, but not to be changed any more.
    Appearance sealed() {
        return new Appearance(labels, annotations, finalizers, owner, true, type, hashed);
    }

    /// The same without these labels and annotations, as [#names] spells them.
    Appearance without(Set<String> names) {
        return names.isEmpty()
                ? this
                : new Appearance(
                        without(labels, ManagedFields.LABELS, names),
                        without(annotations, ManagedFields.ANNOTATIONS, names),
                        finalizers,
                        owner,
                        immutable,
                        type,
                        hashed);
    }

    private static Map<String, String> without(Map<String, String> texts, String prefix, Set<String> names) {
        var rest = new HashMap<>(texts);
        rest.keySet().removeIf(name -> names.contains(prefix + name));
        return rest;
    }

    /// Whether the object looks so, and has nothing on it that its manager set for a spec of before.
    boolean matches(SecretObject object, ManagedFields fields, SyncSpec spec) {
        var meta = object.meta();
        return meta.labels().entrySet().containsAll(labels.entrySet())
                && meta.annotations().entrySet().containsAll(annotations.entrySet())
                && meta.finalizers().containsAll(finalizers)
                && ownerMatches(meta, spec)
                && (object.immutable() || !immutable)
                && (type.isEmpty() || type.equals(object.type()))
                && (!hashed || DataHash.isTrueOf(object))
                && names().containsAll(fields.metadataOfOurs());
    }

    private boolean ownerMatches(SecretMeta meta, SyncSpec spec) {
        var ours =
                meta.owners().stream().filter(one -> one.is(spec.resourceKey())).toList();
        return owner == null ? ours.stream().noneMatch(Owner::controller) : ours.size() == 1 && ours.contains(owner);
    }

    /// The names of labels, annotations and finalizers, as [ManagedFields] spells them.
    Set<String> names() {
        var names = new HashSet<String>();
        labels.keySet().forEach(name -> names.add(ManagedFields.LABELS + name));
        annotations.keySet().forEach(name -> names.add(ManagedFields.ANNOTATIONS + name));
        finalizers.forEach(name -> names.add(ManagedFields.FINALIZERS + name));
        if (hashed) {
            names.add(ManagedFields.ANNOTATIONS + DataHash.ANNOTATION);
        }
        return names;
    }
}
