package dev.lockstep.sync.operator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes one value out of the JSON of an object, as bytes and never as text; all others are skipped unread. Buffers of
/// the parser are not shared with other parsers.
final class CredentialJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    private CredentialJson() {}

    /// @return the decoded value, which the caller wipes; null if there is no such key
    static byte @Nullable [] secretKey(byte[] secret, String key) throws IOException {
        try (var parser = JSON.createParser(secret)) {
            return inside(parser, "data", key) ? parser.getBinaryValue() : null;
        }
    }

    /// The same of `data` and `binaryData` of a ConfigMap.
    static byte @Nullable [] configMapKey(byte[] configMap, String key) throws IOException {
        try (var parser = JSON.createParser(configMap)) {
            if (inside(parser, "data", key)) {
                return text(parser);
            }
        }
        try (var parser = JSON.createParser(configMap)) {
            return inside(parser, "binaryData", key) ? parser.getBinaryValue() : null;
        }
    }

    /// The token that a `TokenRequest` came back with.
    static byte @Nullable [] token(byte[] tokenRequest) throws IOException {
        try (var parser = JSON.createParser(tokenRequest)) {
            return inside(parser, "status", "token") ? text(parser) : null;
        }
    }

    /// The audiences of that token, one a line.
    static byte @Nullable [] audiences(byte[] tokenRequest) throws IOException {
        var lines = new StringBuilder();
        try (var parser = JSON.createParser(tokenRequest)) {
            if (parser.nextToken() != JsonToken.START_OBJECT
                    || !to(parser, "spec", JsonToken.START_OBJECT)
                    || !to(parser, "audiences", JsonToken.START_ARRAY)) {
                return null;
            }
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                lines.append(parser.getText()).append('\n');
            }
        }
        return lines.isEmpty() ? null : lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// @param seconds how long the token shall be good
    static byte[] tokenRequest(List<String> audiences, int seconds) throws IOException {
        var body = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("apiVersion", "authentication.k8s.io/v1");
            json.writeStringField("kind", "TokenRequest");
            json.writeObjectFieldStart("spec");
            json.writeNumberField("expirationSeconds", seconds);
            if (!audiences.isEmpty()) {
                json.writeFieldName("audiences");
                json.writeArray(audiences.toArray(String[]::new), 0, audiences.size());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return body.toByteArray();
    }

    /// Moves to the string `outer.inner`.
    private static boolean inside(JsonParser parser, String outer, String inner) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("no object");
        }
        return to(parser, outer, JsonToken.START_OBJECT) && to(parser, inner, JsonToken.VALUE_STRING);
    }

    private static boolean to(JsonParser parser, String member, JsonToken wanted) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals(member);
            if (parser.nextToken() == wanted && found) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    private static byte[] text(JsonParser parser) throws IOException {
        var characters = CharBuffer.wrap(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        var encoded = StandardCharsets.UTF_8.encode(characters);
        var bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        Arrays.fill(characters.array(), '\0');
        return bytes;
    }
}
