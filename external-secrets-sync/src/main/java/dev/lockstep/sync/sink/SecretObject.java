package dev.lockstep.sync.sink;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.engine.SecretData;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds a Secret, or its metadata, as the API server answers it. Owns the data; values go from the answer's bytes to
/// arrays of their own without ever being a String.
///
/// @param type empty in an answer of metadata
record SecretObject(SecretMeta meta, boolean immutable, String type, SecretData data) implements AutoCloseable {
    /// @param body lent
    /// @throws IOException if it is none; the message quotes nothing
    static SecretObject read(byte[] body) throws IOException {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        SecretMeta meta = null;
        boolean immutable = false;
        String type = "";
        try (var parser = SecretMeta.JSON.getFactory().createParser(body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "metadata" -> meta = SecretMeta.read(parser);
                    case "immutable" -> immutable = parser.getBooleanValue();
                    case "type" -> type = parser.getText();
                    case "data" -> readData(parser, values);
                    default -> parser.skipChildren();
                }
            }
            return new SecretObject(whole(meta), immutable, type, SecretData.owning(values));
        } catch (IOException | RuntimeException e) {
            values.values().forEach(Plaintext::close);
            // Jackson's messages quote what they stumbled over.
            throw new IOException("an answer that is no Secret");
        }
    }

    private static SecretMeta whole(@Nullable SecretMeta meta) throws IOException {
        if (meta == null) {
            throw new IOException();
        }
        return meta;
    }

    private static void readData(JsonParser parser, Map<String, Plaintext> values) throws IOException {
        while (parser.currentToken() != JsonToken.VALUE_NULL && parser.nextToken() == JsonToken.FIELD_NAME) {
            var key = parser.currentName();
            parser.nextToken();
            values.put(key, Plaintext.owning(Type.STRING, parser.getBinaryValue()));
        }
    }

    @Override
    public void close() {
        data.close();
    }
}
