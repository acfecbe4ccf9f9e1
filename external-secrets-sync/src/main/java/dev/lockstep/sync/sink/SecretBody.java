package dev.lockstep.sync.sink;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// Builds the bytes that are sent to the API server. Values go from their arrays into it without ever being a String;
/// whoever asked for one closes it.
final class SecretBody {
    private static final int ROOM_FOR_METADATA = 4096;

    private SecretBody() {}

    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private static WipedBytes of(int capacity, Content content) {
        var bytes = new WipedBytes(capacity);
        try (var json = SecretMeta.JSON.getFactory().createGenerator(bytes)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("an array cannot be written to", e);
        }
        return bytes;
    }

    /// A Secret.
    ///
    /// @param basis the state it has to be in, [ObjectVersion#NONE] if there has to be none
    static WipedBytes secret(SecretName name, ObjectVersion basis, Appearance appearance, SecretData data) {
        int capacity = ROOM_FOR_METADATA;
        for (var value : data.values().values()) {
            capacity += value.length() / 3 * 4 + 512;
        }
        return of(capacity, json -> {
            json.writeStringField("apiVersion", "v1");
            json.writeStringField("kind", "Secret");
            json.writeObjectFieldStart("metadata");
            json.writeStringField("name", name.name());
            json.writeStringField("namespace", name.namespace());
            writePreconditions(json, basis);
            writeTexts(json, "labels", appearance.labels());
            writeTexts(json, "annotations", annotations(appearance, data));
            writeFinalizers(json, appearance);
            writeOwner(json, appearance);
            json.writeEndObject();
            if (appearance.immutable()) {
                json.writeBooleanField("immutable", true);
            }
            if (!appearance.type().isEmpty()) {
                json.writeStringField("type", appearance.type());
            }
            json.writeObjectFieldStart("data");
            for (var entry : data.values().entrySet()) {
                json.writeBinaryField(entry.getKey(), entry.getValue().lent());
            }
            json.writeEndObject();
        });
    }

    private static Map<String, String> annotations(Appearance appearance, SecretData data) {
        if (!appearance.hashed()) {
            return appearance.annotations();
        }
        var annotations = new HashMap<>(appearance.annotations());
        annotations.put(DataHash.ANNOTATION, DataHash.of(data));
        return annotations;
    }

    /// A change of who set which field, and of nothing else.
    static WipedBytes managedFields(ObjectVersion basis, ArrayNode entries) {
        return of(ROOM_FOR_METADATA, json -> {
            json.writeObjectFieldStart("metadata");
            writePreconditions(json, basis);
            json.writeFieldName("managedFields");
            SecretMeta.JSON.writeTree(json, entries);
            json.writeEndObject();
        });
    }

    /// The options of a deletion.
    static WipedBytes deletion(ObjectVersion basis) {
        return of(ROOM_FOR_METADATA, json -> {
            json.writeStringField("apiVersion", "v1");
            json.writeStringField("kind", "DeleteOptions");
            json.writeObjectFieldStart("preconditions");
            writePreconditions(json, basis);
            json.writeEndObject();
        });
    }

    private static void writePreconditions(JsonGenerator json, ObjectVersion basis) throws IOException {
        if (!basis.equals(ObjectVersion.NONE)) {
            json.writeStringField("uid", basis.uid());
            json.writeStringField("resourceVersion", basis.version());
        }
    }

    /// An empty map would be a field of its own to the API server, over which two managers conflict.
    private static void writeTexts(JsonGenerator json, String field, Map<String, String> texts) throws IOException {
        if (texts.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart(field);
        for (var text : texts.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }

    private static void writeFinalizers(JsonGenerator json, Appearance appearance) throws IOException {
        if (!appearance.finalizers().isEmpty()) {
            json.writeArrayFieldStart("finalizers");
            for (var finalizer : appearance.finalizers()) {
                json.writeString(finalizer);
            }
            json.writeEndArray();
        }
    }

    private static void writeOwner(JsonGenerator json, Appearance appearance) throws IOException {
        var owner = appearance.owner();
        if (owner != null) {
            json.writeArrayFieldStart("ownerReferences");
            json.writeStartObject();
            json.writeStringField("apiVersion", owner.apiVersion());
            json.writeStringField("kind", owner.kind());
            json.writeStringField("name", owner.name());
            json.writeStringField("uid", owner.uid());
            json.writeBooleanField("controller", owner.controller());
            json.writeBooleanField("blockOwnerDeletion", true);
            json.writeEndObject();
            json.writeEndArray();
        }
    }
}
