package dev.lockstep.sync.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Reads who set which field of a Secret, as far as one field manager needs to know.
///
/// An apply takes away what its manager applied before and does not any more, if nobody else set it. That is all we
/// need, as long as the fields stand in our entry of kind `Apply` and in no other. They do not where the Secret was
/// created by us (kind `Update`), was written by ESO (the same), or got keys from others. [#taken] moves them there: an
/// edit of the books that changes no data, so that the apply after it goes from one whole version to the next.
///
/// The format is FieldsV1 of Kubernetes' structured-merge-diff: a tree of `f:NAME`, of list items `k:{…}`, of items of
/// sets `v:…`, and `.`.
final class ManagedFields {
    static final String LABELS = "label ";
    static final String ANNOTATIONS = "annotation ";
    static final String FINALIZERS = "finalizer ";

    private static final String APPLY = "Apply";

    /// Written by `kubectl apply` and Argo CD where they apply without the API server's help.
    private static final String LAST_APPLIED = "f:" + SecretMeta.LAST_APPLIED;

    /// Tools that bring about a manifest again and again, and leave no trace of that but their name.
    private static final Set<String> TOOLS =
            Set.of("helm", "helm-controller", "argocd-controller", "kustomize-controller", "kapp");

    private static final String DATA = "f:data";
    private static final String METADATA = "f:metadata";
    private static final String OWNERS = "f:ownerReferences";
    private static final String UNKNOWN = "an unknown manager";

    private final List<ObjectNode> entries = new ArrayList<>();
    private final String manager;

    /// @param entries copied; may be missing
    ManagedFields(JsonNode entries, String manager) {
        entries.forEach(entry -> this.entries.add(entry.deepCopy()));
        this.manager = manager;
    }

    private boolean isOurs(JsonNode entry) {
        return entry.path("manager").asText().equals(manager)
                && entry.path("subresource").asText().isEmpty();
    }

    private boolean isApplied(JsonNode entry) {
        return isOurs(entry) && entry.path("operation").asText().equals(APPLY);
    }

    private Stream<JsonNode> ours() {
        return entries.stream().filter(this::isOurs).map(entry -> entry.path("fieldsV1"));
    }

    /// The labels, annotations and finalizers that this manager set.
    Set<String> metadataOfOurs() {
        var names = new HashSet<String>();
        ours().map(fields -> fields.path(METADATA)).forEach(metadata -> addNames(metadata, names));
        return names;
    }

    private static void addNames(JsonNode metadata, Set<String> names) {
        names(metadata.path("f:labels")).forEach(name -> names.add(LABELS + name));
        names(metadata.path("f:annotations")).forEach(name -> names.add(ANNOTATIONS + name));
        metadata.path("f:finalizers").fieldNames().forEachRemaining(name -> {
            if (name.startsWith("v:\"") && name.endsWith("\"")) {
                names.add(FINALIZERS + name.substring(3, name.length() - 1));
            }
        });
    }

    /// The labels, annotations and finalizers that other managers keep as a manifest has them. What a hand set is not
    /// among them.
    Set<String> metadataOfOthers() {
        var names = new HashSet<String>();
        entries.stream()
                .filter(entry -> !isOurs(entry) && isKept(entry))
                .map(entry -> entry.path("fieldsV1").path(METADATA))
                .forEach(metadata -> addNames(metadata, names));
        return names;
    }

    private static boolean isKept(JsonNode entry) {
        var name = entry.path("manager").asText();
        return entry.path("operation").asText().equals(APPLY)
                || TOOLS.contains(name)
                || OwnershipLabels.isManager(name)
                || entry.at("/fieldsV1/f:metadata/f:annotations").has(LAST_APPLIED);
    }

    /// Those who set anything, if this manager never did; else nobody.
    List<String> writers() {
        return ours().findAny().isPresent()
                ? List.of()
                : entries.stream()
                        .map(entry -> entry.path("manager").asText())
                        .map(name -> name.isEmpty() ? UNKNOWN : name)
                        .distinct()
                        .sorted()
                        .toList();
    }

    /// The keys of the data that this manager set.
    Set<String> keysOfOurs() {
        var keys = new HashSet<String>();
        ours().forEach(fields -> keys.addAll(names(fields.path(DATA))));
        return keys;
    }

    /// All keys of the data that somebody set.
    Set<String> keys() {
        var keys = new HashSet<String>();
        entries.forEach(entry -> keys.addAll(names(entry.path("fieldsV1").path(DATA))));
        return keys;
    }

    /// Whether an apply of ours takes away by itself what it has to.
    ///
    /// @param alone whether nobody else's keys shall be there
    boolean settled(boolean alone) {
        return entries.stream()
                .filter(entry -> !isApplied(entry))
                .noneMatch(entry -> isOurs(entry)
                        || alone && !names(entry.path("fieldsV1").path(DATA)).isEmpty());
    }

    /// The entries as they have to be for the next apply to take away these keys and owners, whosever they are, and
    /// whatever we set ourselves.
    ArrayNode taken(Collection<String> keys, Collection<String> ownerUids) {
        var fields = JsonNodeFactory.instance.objectNode();
        var rest = JsonNodeFactory.instance.arrayNode();
        ours().forEach(own -> merge(fields, own));
        keys.forEach(key -> child(fields, DATA).putObject("f:" + key));
        ownerUids.forEach(uid -> child(child(fields, METADATA), OWNERS).putObject(ownerKey(uid)));
        for (var entry : entries) {
            if (!isOurs(entry)) {
                release(entry, keys, ownerUids);
                rest.add(entry);
            }
        }
        var applied = JsonNodeFactory.instance.objectNode();
        applied.put("manager", manager).put("operation", APPLY).put("apiVersion", "v1");
        applied.put("fieldsType", "FieldsV1").set("fieldsV1", fields);
        rest.add(applied);
        return rest;
    }

    private static void release(ObjectNode entry, Collection<String> keys, Collection<String> ownerUids) {
        if (entry.path("fieldsV1").path(DATA) instanceof ObjectNode data) {
            keys.forEach(key -> data.remove("f:" + key));
            if (names(data).isEmpty()) {
                ((ObjectNode) entry.path("fieldsV1")).remove(DATA);
            }
        }
        if (entry.path("fieldsV1").path(METADATA).path(OWNERS) instanceof ObjectNode owners) {
            ownerUids.forEach(uid -> owners.remove(ownerKey(uid)));
        }
    }

    private static String ownerKey(String uid) {
        return "k:{\"uid\":\"" + uid + "\"}";
    }

    private static ObjectNode child(ObjectNode parent, String name) {
        return parent.path(name) instanceof ObjectNode there ? there : parent.putObject(name);
    }

    private static void merge(ObjectNode into, JsonNode from) {
        from.properties().forEach(field -> merge(child(into, field.getKey()), field.getValue()));
    }

    private static Set<String> names(JsonNode fields) {
        var names = new HashSet<String>();
        fields.fieldNames().forEachRemaining(name -> {
            if (name.startsWith("f:")) {
                names.add(name.substring(2));
            }
        });
        return names;
    }
}
