package dev.lockstep.sync.sink;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.sink.ManagedSecrets.Managed;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds one page of a list.
///
/// @param version of the whole
/// @param more where the next begins; empty if it was the last
record MetadataPage(String version, String more) {
    static MetadataPage read(JsonParser parser, Map<SecretName, Managed> all) throws IOException {
        var page = new MetadataPage("", "");
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "metadata" -> {
                    JsonNode metadata = SecretMeta.JSON.readTree(parser);
                    page = new MetadataPage(
                            metadata.path("resourceVersion").asText(),
                            metadata.path("continue").asText());
                }
                case "items" -> {
                    while (parser.currentToken() != JsonToken.VALUE_NULL
                            && parser.nextToken() == JsonToken.START_OBJECT) {
                        var meta = present(item(parser));
                        all.put(meta.name(), Managed.of(meta));
                    }
                }
                default -> parser.skipChildren();
            }
        }
        if (page.version().isEmpty()) {
            throw new IOException("a list without a version");
        }
        return page;
    }

    static @Nullable SecretMeta item(JsonParser parser) throws IOException {
        SecretMeta meta = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var field = parser.currentName();
            parser.nextToken();
            if (field.equals("metadata")) {
                meta = SecretMeta.readSlim(parser);
            } else {
                parser.skipChildren();
            }
        }
        return meta;
    }

    static SecretMeta present(@Nullable SecretMeta meta) throws IOException {
        if (meta == null) {
            throw new IOException("an event without an object");
        }
        return meta;
    }
}
