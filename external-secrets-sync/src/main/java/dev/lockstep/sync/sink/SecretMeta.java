package dev.lockstep.sync.sink;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Holds the metadata of a Secret.
///
/// @param annotations without what `kubectl apply` writes there: it quotes the data
/// @param managedFields as the API server has them
record SecretMeta(
        SecretName name,
        ObjectVersion objectVersion,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<String> finalizers,
        List<Owner> owners,
        JsonNode managedFields) {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> HEAVY = Set.of("annotations", "managedFields");
    static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    SecretMeta {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        finalizers = List.copyOf(finalizers);
        owners = List.copyOf(owners);
    }

    /// The owner that manages it; null if none does.
    @Nullable
    Owner controller() {
        return owners.stream().filter(Owner::controller).findFirst().orElse(null);
    }

    String createdBy() {
        return labels.getOrDefault(OwnershipLabels.CREATED_BY, "");
    }

    boolean managed() {
        return "true".equals(labels.get(OwnershipLabels.MANAGED));
    }

    /// Reads a `metadata` object that the parser stands at the beginning of.
    static SecretMeta read(JsonParser parser) throws IOException {
        return read(parser, true);
    }

    /// The same without annotations and managed fields, for those who look at many.
    static SecretMeta readSlim(JsonParser parser) throws IOException {
        return read(parser, false);
    }

    private static SecretMeta read(JsonParser parser, boolean all) throws IOException {
        Map<String, String> texts = new HashMap<>();
        Map<String, String> labels = Map.of();
        Map<String, String> annotations = Map.of();
        List<String> finalizers = List.of();
        List<Owner> owners = List.of();
        JsonNode managedFields = MissingNode.getInstance();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var field = parser.currentName();
            parser.nextToken();
            switch (all || !HEAVY.contains(field) ? field : "") {
                case "name", "namespace", "uid", "resourceVersion" -> texts.put(field, parser.getText());
                case "labels" -> labels = texts(parser);
                case "annotations" -> annotations = texts(parser);
                case "finalizers" -> finalizers = strings(JSON.readTree(parser));
                case "ownerReferences" -> owners = owners(JSON.readTree(parser));
                case "managedFields" -> managedFields = JSON.readTree(parser);
                default -> parser.skipChildren();
            }
        }
        return new SecretMeta(
                new SecretName(texts.getOrDefault("namespace", ""), texts.getOrDefault("name", "")),
                new ObjectVersion(texts.getOrDefault("uid", ""), texts.getOrDefault("resourceVersion", "")),
                labels,
                annotations,
                finalizers,
                owners,
                managedFields);
    }

    private static Map<String, String> texts(JsonParser parser) throws IOException {
        Map<String, String> texts = new HashMap<>();
        while (parser.currentToken() != JsonToken.VALUE_NULL && parser.nextToken() == JsonToken.FIELD_NAME) {
            var key = parser.currentName();
            parser.nextToken();
            if (!key.equals(LAST_APPLIED)) {
                texts.put(key, parser.getText());
            }
        }
        return texts;
    }

    private static List<String> strings(JsonNode array) {
        var strings = new ArrayList<String>();
        array.forEach(item -> strings.add(item.asText()));
        return strings;
    }

    private static List<Owner> owners(JsonNode references) {
        var owners = new ArrayList<Owner>();
        for (var reference : references) {
            owners.add(new Owner(
                    reference.path("apiVersion").asText(),
                    reference.path("kind").asText(),
                    reference.path("name").asText(),
                    reference.path("uid").asText(),
                    reference.path("controller").asBoolean()));
        }
        return owners;
    }
}
