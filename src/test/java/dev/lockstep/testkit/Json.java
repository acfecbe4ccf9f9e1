package dev.lockstep.testkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON value of a test vector: map, list, string, number (as its text), boolean or null. Asking for what is not
/// there fails the test.
public record Json(@Nullable Object value) {
    public static Json parse(byte[] bytes) {
        try (var parser = new JsonFactory().createParser(bytes)) {
            parser.nextToken();
            return new Json(read(parser));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Object read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var map = new LinkedHashMap<String, Json>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var key = parser.currentName();
                    parser.nextToken();
                    map.put(key, new Json(read(parser)));
                }
                yield map;
            }
            case START_ARRAY -> {
                var list = new ArrayList<Json>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(new Json(read(parser)));
                }
                yield list;
            }
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw new AssertionError("unexpected " + parser.currentToken());
        };
    }

    @SuppressWarnings("unchecked") // read() makes no other maps
    public Map<String, Json> fields() {
        return value instanceof Map<?, ?> map ? (Map<String, Json>) map : fail("a map");
    }

    @SuppressWarnings("unchecked") // read() makes no other lists
    public List<Json> items() {
        return value instanceof List<?> list ? (List<Json>) list : fail("a list");
    }

    public boolean has(String key) {
        return fields().containsKey(key);
    }

    public Json get(String key) {
        var field = fields().get(key);
        return field == null ? fail("a map with " + key) : field;
    }

    public String text(String key) {
        return get(key).value instanceof String text ? text : fail("a map with a text " + key);
    }

    public int number(String key) {
        return Integer.parseInt(text(key));
    }

    public byte[] hex(String key) {
        return HexFormat.of().parseHex(text(key));
    }

    /// This map, with the fields of an outer one where it has none of that name.
    Json within(Json outer) {
        var merged = new LinkedHashMap<>(outer.fields());
        merged.remove("tests");
        merged.putAll(fields());
        return new Json(merged);
    }

    private static <T> T fail(String wanted) {
        throw new AssertionError("not " + wanted);
    }
}
