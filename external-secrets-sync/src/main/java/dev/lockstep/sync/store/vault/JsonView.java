package dev.lockstep.sync.store.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a JSON object among the bytes of an answer. Knows where its members stand and makes no String of a value, so
/// that the bytes are the only copy of a secret.
final class JsonView {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final byte[] bytes;
    private final Map<String, Member> members;

    /// @param end exclusive; of an object or array only
    private record Member(JsonToken token, int start, int end) {}

    private JsonView(byte[] bytes, Map<String, Member> members) {
        this.bytes = bytes;
        this.members = members;
    }

    /// Looks at a whole answer, which is lent.
    ///
    /// @return null if that is not one JSON object
    static @Nullable JsonView of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    private static @Nullable JsonView of(byte[] bytes, int start, int end) {
        Map<String, Member> members = new HashMap<>();
        try (var parser = JSON.createParser(bytes, start, end - start)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                var token = parser.nextToken();
                int from = start + (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                members.put(name, new Member(token, from, start + offset(parser)));
            }
            return parser.nextToken() == null ? new JsonView(bytes, members) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentLocation().getByteOffset();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    /// The object of this name; null if there is none.
    @Nullable
    JsonView object(String name) {
        var member = members.get(name);
        return member == null || member.token != JsonToken.START_OBJECT ? null : of(bytes, member.start, member.end);
    }

    /// The object's own bytes, in an array of its own; null if there is none.
    byte @Nullable [] raw(String name) {
        var member = members.get(name);
        return member == null || member.token != JsonToken.START_OBJECT
                ? null
                : Arrays.copyOfRange(bytes, member.start, member.end);
    }

    /// The bytes of a string, in an array of its own; null if there is none or if it has escapes.
    byte @Nullable [] text(String name) {
        var member = members.get(name);
        if (member == null || member.token != JsonToken.VALUE_STRING) {
            return null;
        }
        int end = member.start + 1;
        while (bytes[end] != '"') {
            if (bytes[end++] == '\\') {
                return null;
            }
        }
        return Arrays.copyOfRange(bytes, member.start + 1, end);
    }

    /// A whole number that is not negative; -1 if there is none.
    long number(String name) {
        var member = members.get(name);
        if (member == null || member.token != JsonToken.VALUE_NUMBER_INT) {
            return -1;
        }
        long number = 0;
        for (int i = member.start; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            if (number > Integer.MAX_VALUE * 1000L) {
                return -1;
            }
            number = number * 10 + bytes[i] - '0';
        }
        return bytes[member.start] == '-' ? -1 : number;
    }

    boolean isTrue(String name) {
        var member = members.get(name);
        return member != null && member.token == JsonToken.VALUE_TRUE;
    }

    /// Whether the member is an array with something in it.
    boolean isFilledArray(String name) {
        return arrayText(name).chars().anyMatch(c -> c == '"');
    }

    /// Whether the array of this name speaks of something. Only for what Vault says of itself: errors and warnings.
    boolean speaksOf(String name, String words) {
        return arrayText(name).contains(words);
    }

    private String arrayText(String name) {
        var member = members.get(name);
        return member == null || member.token != JsonToken.START_ARRAY
                ? ""
                : new String(bytes, member.start, member.end - member.start, StandardCharsets.ISO_8859_1);
    }
}
