package dev.lockstep.keys.age;

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

/// A JSON object of a vector file: a map whose members are read by the type they ought to have.
final class Json {
    private final Map<String, Object> members;

    private Json(Map<String, Object> members) {
        this.members = members;
    }

    static Json read(byte[] text) {
        try (var parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            return (Json) value(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            var members = new LinkedHashMap<String, Object>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                var name = parser.currentName();
                parser.nextToken();
                members.put(name, value(parser));
            }
            return new Json(members);
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            var items = new ArrayList<Object>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser));
            }
            return items;
        }
        return parser.getText();
    }

    String text(String name) {
        return (String) members.getOrDefault(name, "");
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }

    byte[] hex(String name) {
        return HexFormat.of().parseHex(text(name));
    }

    Json object(String name) {
        return (Json) members.getOrDefault(name, new Json(Map.of()));
    }

    List<Json> objects(String name) {
        return ((List<?>) members.getOrDefault(name, List.of()))
                .stream().map(Json.class::cast).toList();
    }

    List<String> texts(String name) {
        return ((List<?>) members.getOrDefault(name, List.of()))
                .stream().map(String.class::cast).toList();
    }
}
