package dev.lockstep.sync.engine;

import java.util.List;
import java.util.Map;

/// Holds one spec with all defaults filled in: this Secret shall hold what those references have.
///
/// @param origin where the spec was read, for people: `apps/db.yaml`; empty for a resource of the cluster
/// @param version changes whenever the spec does: `GENERATION-HASH` of a resource; empty for a file
/// @param entries in the order in which they are laid over each other
/// @param type of the Secret, `kubernetes.io/tls`; empty for that of what is there, or `Opaque`
/// @param labels of the target; also `annotations` and `finalizers`
public record SyncSpec(
        ResourceKey resourceKey,
        SecretName target,
        String origin,
        String version,
        List<Entry> entries,
        Creation creation,
        Deletion deletion,
        Refresh refresh,
        boolean immutable,
        String type,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<String> finalizers) {
    private static final String MANIFEST = "Secret";

    public SyncSpec {
        entries = List.copyOf(entries);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        finalizers = List.copyOf(finalizers);
    }

    /// Whether it is the spec of a Secret manifest, which says itself when it wants an empty Secret.
    public boolean isManifest() {
        return resourceKey.kind().equals(MANIFEST);
    }

    /// The spec of a Secret manifest: the whole of it, owned.
    public static SyncSpec manifest(SecretName name, RemoteRef manifest, String path) {
        var entry = new Entry.Extract(path, StoreRef.OWN_FILES, manifest, "", Conversion.DEFAULT, Decoding.NONE, false);
        return new SyncSpec(
                new ResourceKey(MANIFEST, name.namespace(), name.name(), ""),
                name,
                path,
                "",
                List.of(entry),
                Creation.OWNER,
                Deletion.RETAIN,
                new Refresh.OnChange(),
                false,
                "",
                Map.of(),
                Map.of(),
                List.of());
    }

    /// The same spec for a Secret that looks so.
    public SyncSpec looking(
            boolean immutable, String type, Map<String, String> labels, Map<String, String> annotations) {
        return new SyncSpec(
                resourceKey,
                target,
                origin,
                version,
                entries,
                creation,
                deletion,
                refresh,
                immutable,
                type,
                labels,
                annotations,
                finalizers);
    }
}
