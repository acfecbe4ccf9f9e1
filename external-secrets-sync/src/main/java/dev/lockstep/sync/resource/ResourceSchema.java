package dev.lockstep.sync.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Holds a schema of the API server's kind (structural OpenAPI v3), or a part of one. Those of our kinds are the CRDs
/// that a cluster gets.
record ResourceSchema(Map<?, ?> rules) {
    static final String NUMBER_OR_TEXT = "int-or-string";
    private static final ResourceSchema ANY = new ResourceSchema(Map.of());
    private static final Map<String, String> TEXT = Map.of("type", "string");
    private static final Map<String, Object> TEXTS = Map.of("type", "object", "additionalProperties", TEXT);

    /// What the API server itself knows of every object.
    private static final Map<String, Object> METADATA = Map.of("type", "object", "properties", metadata());

    private static Map<String, Object> metadata() {
        Map<String, Object> fields = new HashMap<>();
        for (var name : List.of("name", "namespace", "generateName", "uid", "resourceVersion", "selfLink")) {
            fields.put(name, TEXT);
        }
        fields.put("labels", TEXTS);
        fields.put("annotations", TEXTS);
        for (var name : List.of(
                "creationTimestamp",
                "deletionGracePeriodSeconds",
                "deletionTimestamp",
                "finalizers",
                "generation",
                "managedFields",
                "ownerReferences")) {
            fields.put(name, Map.of());
        }
        return fields;
    }

    /// The schema of a kind of `external-secrets.io/v1`; null if it has none. A status is none of the author's
    /// business, so it may be whatever a cluster left there.
    static @Nullable ResourceSchema ofKind(String kind) {
        var plural = switch (kind) {
            case "ExternalSecret" -> "externalsecrets";
            case "SecretStore" -> "secretstores";
            case "ClusterSecretStore" -> "clustersecretstores";
            default -> null;
        };
        if (plural == null) {
            return null;
        }
        var crd = new ResourceSchema(definition("/crds/" + plural + ".external-secrets.io.yaml"));
        var version = (Map<?, ?>) ((List<?>) crd.part("spec").rules.get("versions")).getFirst();
        var spec = new ResourceSchema(version)
                .part("schema")
                .part("openAPIV3Schema")
                .part("properties")
                .part("spec");
        return new ResourceSchema(Map.of(
                "type",
                "object",
                "properties",
                Map.of(
                        "apiVersion",
                        TEXT,
                        "kind",
                        TEXT,
                        "metadata",
                        METADATA,
                        "spec",
                        spec.rules,
                        "status",
                        Map.of())));
    }

    private static Map<?, ?> definition(String name) {
        try (InputStream in = ResourceSchema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + name);
            }
            return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ResourceSchema part(String name) {
        return new ResourceSchema((Map<?, ?>) rules.get(name));
    }

    /// What stands here: `object`, `array`, `string`, `integer`, `number`, `boolean`, [#NUMBER_OR_TEXT]; empty for
    /// anything.
    String type() {
        return Boolean.TRUE.equals(rules.get("x-kubernetes-int-or-string")) ? NUMBER_OR_TEXT : plainType();
    }

    private String plainType() {
        return rules.get("type") instanceof String type ? type : "";
    }

    /// Whether an integer here has 64 bits rather than 32.
    boolean isLong() {
        return "int64".equals(rules.get("format"));
    }

    Map<?, ?> properties() {
        return rules.get("properties") instanceof Map<?, ?> properties ? properties : Map.of();
    }

    /// The schema of a member; null if there is none of that name.
    @Nullable
    ResourceSchema property(String name) {
        if (properties().get(name) instanceof Map<?, ?> property) {
            return new ResourceSchema(property);
        }
        if (rules.get("additionalProperties") instanceof Map<?, ?> more) {
            return new ResourceSchema(more);
        }
        return keepsUnknown() ? ANY : null;
    }

    private boolean keepsUnknown() {
        return Boolean.TRUE.equals(rules.get("x-kubernetes-preserve-unknown-fields"));
    }

    ResourceSchema items() {
        return rules.get("items") instanceof Map<?, ?> items ? new ResourceSchema(items) : ANY;
    }

    List<?> required() {
        return rules.get("required") instanceof List<?> required ? required : List.of();
    }

    boolean hasDefault() {
        return rules.containsKey("default");
    }

    List<?> words() {
        return rules.get("enum") instanceof List<?> words ? words : List.of();
    }

    String pattern() {
        return rules.get("pattern") instanceof String pattern ? pattern : "";
    }

    /// A bound such as `maxLength`.
    long bound(String name, long otherwise) {
        return rules.get(name) instanceof Number number ? number.longValue() : otherwise;
    }
}
