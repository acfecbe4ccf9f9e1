package dev.lockstep.sync.resource;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Nearest;
import dev.lockstep.sync.api.ClusterSecretStoreResource;
import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.api.SecretStoreResource;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.ResourceFile;
import dev.lockstep.sync.engine.Revision;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncError;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads the ExternalSecrets and stores among the plain documents of a revision, each strictly by the schema of its
/// CRD. Every document stands on its own: what is wrong with one keeps no other from being served. Objects of other API
/// groups, templates whose names are still to be filled in, and patches are left to others.
public final class ResourceDocuments {
    private static final String GROUP = "external-secrets.io/";
    private static final String GENERATORS = "generators.external-secrets.io/";
    static final String VERSION = GROUP + "v1";
    private static final String DEFAULT_NAMESPACE = "default";

    /// The kinds that are served; a wrong one of our group gets the nearest.
    private static final List<String> KINDS = List.of("ExternalSecret", "SecretStore", "ClusterSecretStore");

    /// A line by which a file that is no YAML is meant to hold one of them.
    private static final Pattern MEANT =
            Pattern.compile("(?m)^\\s*[\"']?(?:kind[\"']?\\s*:\\s*[\"']?(?:" + String.join("|", KINDS)
                    + ")\\b|apiVersion[\"']?\\s*:\\s*[\"']?(?:generators\\.)?external-secrets\\.io/)");

    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final Map<String, ResourceSchema> schemas = new HashMap<>();
    private final List<Located<ExternalSecret>> externalSecrets = new ArrayList<>();
    private final List<SecretStoreResource> stores = new ArrayList<>();
    private final List<ClusterSecretStoreResource> clusterStores = new ArrayList<>();
    private final List<Outcome> refused = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    private final String defaultNamespace;

    private ResourceDocuments(String defaultNamespace) {
        this.defaultNamespace = defaultNamespace.isEmpty() ? DEFAULT_NAMESPACE : defaultNamespace;
    }

    /// An object and where it stands.
    public record Located<T>(T resource, DocumentPlace place) {}

    /// Reads all files of a revision.
    ///
    /// @param defaultNamespace of resources that name none; empty for `default`: these are plain files, in which
    /// whoever
    ///     changes the place of a resource can change all the rest of it as well
    public static ResourceDocuments of(Revision revision, String defaultNamespace) {
        var documents = new ResourceDocuments(defaultNamespace);
        for (var file : revision.files()) {
            if (file instanceof ResourceFile.Readable readable) {
                documents.read(readable);
            }
        }
        return documents;
    }

    public List<Located<ExternalSecret>> externalSecrets() {
        return List.copyOf(externalSecrets);
    }

    public List<SecretStoreResource> stores() {
        return List.copyOf(stores);
    }

    public List<ClusterSecretStoreResource> clusterStores() {
        return List.copyOf(clusterStores);
    }

    /// The documents that are of this API and gave nothing, and why.
    public List<Outcome> refused() {
        return List.copyOf(refused);
    }

    private void read(ResourceFile.Readable file) {
        var text = new String(file.bytes(), StandardCharsets.UTF_8);
        // Most files of a repository are not ours; they are not even parsed.
        if (KINDS.stream().noneMatch(text::contains) && !text.contains(GROUP)) {
            return;
        }
        try {
            for (var node : documents(file.path(), text)) {
                read(file.path(), node);
            }
        } catch (MarkedYamlEngineException e) {
            refuseUnreadable(
                    file.path()
                            + e.getProblemMark()
                                    .map(mark -> ":" + (mark.getLine() + 1))
                                    .orElse(""),
                    text);
        } catch (YamlEngineException | StackOverflowError e) {
            refuseUnreadable(file.path(), text);
        } catch (OutOfMemoryError e) {
            // What was taken for the file is free again.
            refuse(
                    file.path(),
                    new SyncError(
                            Cause.TOO_LARGE,
                            "needs more memory than there is",
                            file.path(),
                            "give lockstep-sync more memory, or split the file"));
        }
    }

    private static Iterable<Node> documents(String path, String text) {
        var settings = LoadSettings.builder()
                .setLabel(path)
                .setCodePointLimit(ManifestFiles.LARGEST_FILE)
                .build();
        return new Compose(settings).composeAllFromString(text);
    }

    private void refuseUnreadable(String place, String text) {
        if (!text.contains("{{") && MEANT.matcher(text).find()) {
            refuse(place, new SyncError(Cause.SPEC_INVALID, "is not valid YAML", place, "correct what stands there"));
        }
    }

    private void read(String path, Node node) {
        if (name(node).contains("{{") || !text(node, "$patch").isEmpty()) {
            return;
        }
        var version = text(node, "apiVersion");
        var kind = text(node, "kind");
        var place = new DocumentPlace(path, "", Map.of("", SchemaReader.line(node)));
        try {
            if (version.startsWith(GROUP) || version.startsWith(GENERATORS)) {
                take(path, node, version, kind);
            } else if (KINDS.contains(kind) && !version.equals(VERSION)) {
                refuseNearVersion(place, version, kind);
            }
        } catch (LockstepException e) {
            refuse(path, place.locate(SyncError.of(e.problem())));
        } catch (SchemaReader.OutOfBounds e) {
            refuse(path, place.locate(new SyncError(Cause.TOO_LARGE, e.getMessage(), "", "split it")));
        } catch (RuntimeException | StackOverflowError e) {
            // A bug that one document brings to light must not keep the others from being served. Its message may quote
            // input.
            refuse(path, place.locate(bug(e)));
        }
    }

    private static SyncError bug(Throwable e) {
        return new SyncError(
                Cause.INTERNAL,
                "cannot be read because of an internal error, " + e.getClass().getSimpleName(),
                "",
                "please report this line as a bug");
    }

    /// The text of a member of a document; empty if there is none.
    static String text(Node document, String name) {
        if (document instanceof MappingNode mapping) {
            for (var tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(name)
                        && tuple.getValueNode() instanceof ScalarNode value) {
                    return value.getValue();
                }
            }
        }
        return "";
    }

    /// Other groups have kinds of these names too, so only a version that is nearly ours is told.
    private void refuseNearVersion(DocumentPlace place, String version, String kind) {
        if (Nearest.to(version, List.of(VERSION)) != null || version.isEmpty() || !version.contains("/")) {
            refuse(
                    place.file(),
                    place.locate(new SyncError(
                            Cause.SPEC_INVALID,
                            version.isEmpty()
                                    ? kind + " has no apiVersion"
                                    : kind + " of " + version + " is not a kind that is known",
                            "apiVersion",
                            "did you mean " + VERSION + "?")));
        }
    }

    private void take(String path, Node node, String version, String kind) {
        switch (version.equals(VERSION) ? kind : "") {
            case "ExternalSecret" -> {
                var read = converted(path, node, kind, ExternalSecret.class);
                if (read != null) {
                    externalSecrets.add(read);
                }
            }
            case "SecretStore" -> add(stores, converted(path, node, kind, SecretStoreResource.class));
            case "ClusterSecretStore" ->
                add(clusterStores, converted(path, node, kind, ClusterSecretStoreResource.class));
            default -> {
                var place = new DocumentPlace(path, "", Map.of("", SchemaReader.line(node)));
                refuse(path, place.locate(notServed(version, kind)));
            }
        }
    }

    private static <T> void add(List<T> list, @Nullable Located<T> read) {
        if (read != null) {
            list.add(read.resource());
        }
    }

    private static SyncError notServed(String version, String kind) {
        var what = kind + " of " + version + " is not served yet";
        if (KINDS.contains(kind) && version.startsWith(GROUP)) {
            return new SyncError(Cause.NOT_SERVED, what, "apiVersion", "write apiVersion: " + VERSION);
        }
        return Nearest.to(kind, KINDS) instanceof String near && version.equals(VERSION)
                ? new SyncError(
                        Cause.SPEC_INVALID,
                        kind + " of " + version + " is not a kind that is known",
                        "kind",
                        "did you mean " + near + "?")
                : new SyncError(
                        Cause.NOT_SERVED, what, "kind", "remove it, or leave it with External Secrets Operator");
    }

    /// @return null if it was refused
    private <T extends HasMetadata> @Nullable Located<T> converted(String path, Node node, String kind, Class<T> type) {
        var schema = Objects.requireNonNull(schemas.computeIfAbsent(kind, ResourceSchema::ofKind));
        var reader = new SchemaReader();
        var read = reader.read(node, schema);
        var place = new DocumentPlace(path, kind + name(node), reader.lines());
        if (!reader.mistakes().isEmpty()) {
            reader.mistakes().forEach(mistake -> refuse(path, place.locate(mistake.error())));
            return null;
        }
        var resource = serialization.convertValue(authored(read), type);
        var error = named(resource);
        if (error != null) {
            refuse(path, place.locate(error));
            return null;
        }
        return new Located<>(resource, place);
    }

    /// What the author of a document says. What a cluster added to one that was exported from it is left out, and need
    /// not even be of the right type.
    private static Map<String, Object> authored(@Nullable Object document) {
        Map<String, Object> authored = new HashMap<>();
        if (document instanceof Map<?, ?> members) {
            members.forEach((name, value) -> authored.put((String) name, value));
        }
        authored.remove("status");
        Map<String, Object> metadata = new HashMap<>();
        if (authored.get("metadata") instanceof Map<?, ?> given) {
            for (var name : List.of("name", "namespace", "labels", "annotations")) {
                if (given.get(name) instanceof Object value) {
                    metadata.put(name, value);
                }
            }
        }
        authored.put("metadata", metadata);
        return authored;
    }

    /// ` NAMESPACE/NAME` as they stand in a document, for people.
    private static String name(Node document) {
        if (document instanceof MappingNode mapping) {
            for (var tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals("metadata")) {
                    var namespace = text(tuple.getValueNode(), "namespace");
                    var name = text(tuple.getValueNode(), "name");
                    return name.isEmpty() ? "" : " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
                }
            }
        }
        return "";
    }

    /// Fills in what an object is known by.
    ///
    /// @return what is wrong with it; null if nothing is
    private @Nullable SyncError named(HasMetadata resource) {
        var metadata = resource.getMetadata();
        if (metadata.getNamespace() == null || metadata.getNamespace().isEmpty()) {
            metadata.setNamespace(defaultNamespace);
        }
        var name = metadata.getName() == null ? "" : metadata.getName();
        if (!SecretName.isValid(metadata.getNamespace(), name)) {
            return new SyncError(
                    Cause.SPEC_INVALID,
                    "is not a name that an object can have",
                    "metadata.name",
                    "give it a metadata.name of lower case letters, digits and dashes");
        }
        return taken.add(resource.getKind() + " " + metadata.getNamespace() + "/" + name)
                ? null
                : new SyncError(Cause.SPEC_INVALID, "is given twice", "metadata.name", "keep one of them");
    }

    private void refuse(String path, SyncError error) {
        refused.add(Outcome.without(path, path, new Outcome.Result.Refused(error)));
    }
}
