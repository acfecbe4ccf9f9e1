package dev.lockstep.sync.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sync.api.ClusterSecretStoreResource;
import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.api.SecretStoreResource;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.ResourceFile;
import dev.lockstep.sync.engine.Revision;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.store.DefinedStore;
import dev.lockstep.sync.store.ServedProvider;
import dev.lockstep.sync.store.StoreException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Objects that a generator makes of the schema: every field may be there, missing, null, or of another type.
class ResourceFuzzTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "ExternalSecret", ExternalSecret.class,
            "SecretStore", SecretStoreResource.class,
            "ClusterSecretStore", ClusterSecretStoreResource.class);

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    private static JsonNode schema(String kind) throws IOException {
        var crd = Path.of(
                System.getProperty("lockstep.root"),
                "deploy",
                "crds",
                kind.toLowerCase(Locale.ROOT) + "s.external-secrets.io.yaml");
        return Serialization.unmarshal(Files.readString(crd), JsonNode.class)
                .at("/spec/versions/0/schema/openAPIV3Schema");
    }

    private ObjectNode object(String kind, int oddities) throws IOException {
        var object = NODES.objectNode();
        for (var part : schema(kind).path("properties").properties()) {
            object.set(part.getKey(), value(part.getValue(), oddities));
        }
        object.put("apiVersion", "external-secrets.io/v1");
        object.put("kind", kind);
        object.putObject("metadata").put("name", "a").put("namespace", "team").put("generation", 1);
        return object;
    }

    /// A value that the schema admits, but for one of `oddities` that is null, or of another type.
    private JsonNode value(JsonNode schema, int oddities) {
        if (oddities > 0 && random.nextInt(oddities) == 0) {
            return odd();
        }
        return switch (schema.path("type").asText()) {
            case "object" -> {
                var object = NODES.objectNode();
                schema.path("properties").properties().forEach(member -> {
                    if (random.nextInt(3) > 0) {
                        object.set(member.getKey(), value(member.getValue(), oddities));
                    }
                });
                if (schema.has("additionalProperties")) {
                    object.set("some", value(schema.get("additionalProperties"), oddities));
                }
                yield object;
            }
            case "array" -> {
                var array = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(schema.path("items"), oddities));
                }
                yield array;
            }
            case "integer", "number" -> NODES.numberNode(random.nextInt(5) - 2);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            default -> {
                var words = schema.path("enum");
                yield words.isEmpty()
                        ? NODES.textNode(List.of("", "a", "1h", "https://a", "..", "A b", "0")
                                .get(random.nextInt(7)))
                        : words.get(random.nextInt(words.size()));
            }
        };
    }

    private JsonNode odd() {
        return switch (random.nextInt(7)) {
            case 6 -> NODES.numberNode(1L << random.nextInt(31, 63));
            case 0 -> NODES.numberNode(7);
            case 1 -> NODES.textNode("text");
            case 2 -> NODES.booleanNode(true);
            case 3 -> NODES.arrayNode().add(NODES.nullNode());
            case 4 -> NODES.objectNode().putNull("x");
            default -> NODES.nullNode();
        };
    }

    @Test
    void everyDocumentIsReadOrRefusedAndTheOneBesideItIsServed() throws IOException {
        var good = object("ExternalSecret", 0);
        good.remove(List.of("spec", "status"));
        ((ObjectNode) good.get("metadata")).put("name", "good");
        for (int i = 0; i < 3_000; i++) {
            var kind = List.of("ExternalSecret", "SecretStore", "ClusterSecretStore")
                    .get(random.nextInt(3));
            var document = object(kind, 12);
            if (random.nextInt(10) == 0) {
                document.set(
                        List.of("metadata", "spec", "status", "kind", "apiVersion")
                                .get(random.nextInt(5)),
                        odd());
            }
            var text = Serialization.asYaml(document) + "---\n" + Serialization.asYaml(good);
            try {
                var revision = new Revision("1", List.of(new ResourceFile.Readable("a.yaml", text.getBytes(UTF_8))));
                var documents = ResourceDocuments.of(revision, "");
                documents.externalSecrets().forEach(found -> SyncSpecs.of(found.resource()));
                documents.stores().forEach(store -> read(StoreRef.Kind.NAMESPACED, "team", store));
                documents.clusterStores().forEach(store -> read(StoreRef.Kind.CLUSTER, "", store));
                assertThat(documents.externalSecrets())
                        .anyMatch(found ->
                                found.resource().getMetadata().getName().equals("good"));
                assertThat(documents.refused())
                        .extracting(outcome -> ((Outcome.Result.Refused) outcome.result())
                                .error()
                                .line())
                        .noneMatch(line -> line.contains("internal error"));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + "\n" + text, e);
            }
        }
    }

    private static void read(StoreRef.Kind kind, String namespace, HasMetadata resource) {
        var spec = resource instanceof SecretStoreResource store
                ? store.getSpec()
                : ((ClusterSecretStoreResource) resource).getSpec();
        var store = new DefinedStore(new StoreRef(kind, "a"), namespace, spec);
        try {
            store.admit("team", Map::of);
            ServedProvider.of(store.ref(), spec.provider(), store.scope("team"));
        } catch (StoreException e) {
            assertThat(e.error().what()).isNotEmpty();
        }
    }

    /// As the operator reads what the API server gives: the types are those of the schema, nulls may stand anywhere.
    @Test
    void nullsAnywhereStopNoReading() throws IOException {
        for (int i = 0; i < 3_000; i++) {
            var kind = List.of("ExternalSecret", "SecretStore", "ClusterSecretStore")
                    .get(random.nextInt(3));
            var document = object(kind, 0);
            blank(document);
            document.put("kind", kind);
            try {
                var resource = Serialization.unmarshal(document.toString(), KINDS.get(kind));
                if (resource instanceof ExternalSecret secret) {
                    SyncSpecs.of(secret);
                    StatusCodec.read(secret.getStatus());
                } else {
                    read(
                            kind.equals("SecretStore") ? StoreRef.Kind.NAMESPACED : StoreRef.Kind.CLUSTER,
                            kind.equals("SecretStore") ? "team" : "",
                            resource);
                }
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + "\n" + document, e);
            }
        }
    }

    /// Puts null in the place of some of what is there.
    private void blank(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (var name : List.copyOf(object.properties()).stream()
                    .map(Map.Entry::getKey)
                    .toList()) {
                if (random.nextInt(8) == 0 && !name.equals("metadata") && !name.equals("apiVersion")) {
                    object.putNull(name);
                } else {
                    blank(object.get(name));
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (random.nextInt(8) == 0) {
                    array.set(i, NODES.nullNode());
                } else {
                    blank(array.get(i));
                }
            }
        }
    }
}
