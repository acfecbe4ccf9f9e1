package dev.lockstep.sync.operator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Takes from the JSON of an object's metadata what is needed of it. All else is skipped unread: an annotation may hold
/// a whole Secret.
final class MetadataJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> labels = new LinkedHashMap<>();
    private String type = "";
    private String namespace = "";
    private String name = "";
    private String uid = "";
    private String version = "";

    private MetadataJson() {}

    /// One line of a watch: `{"type": …, "object": …}`.
    static MetadataJson ofEvent(byte[] line) throws IOException {
        var read = new MetadataJson();
        read.members(line, read::event);
        return read;
    }

    /// An object, or a list, of which only the version is of use.
    static MetadataJson ofObject(byte[] body) throws IOException {
        var read = new MetadataJson();
        read.members(body, read::object);
        return read;
    }

    /// `ADDED`, `MODIFIED`, `DELETED`, `BOOKMARK`, `ERROR`; empty for what is no event.
    String type() {
        return type;
    }

    String namespace() {
        return namespace;
    }

    String name() {
        return name;
    }

    String version() {
        return version;
    }

    ObjectMetadata.There metadata() {
        return new ObjectMetadata.There(uid, version, labels);
    }

    private void members(byte[] json, Member each) throws IOException {
        try (var parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no object");
            }
            members(parser, each);
        }
    }

    private static void members(JsonParser parser, Member each) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var token = parser.nextToken();
            if (!each.take(name, token, parser)) {
                parser.skipChildren();
            }
        }
    }

    private interface Member {
        /// @return whether the value was read to its end
        boolean take(String name, JsonToken token, JsonParser parser) throws IOException;
    }

    private boolean event(String member, JsonToken token, JsonParser parser) throws IOException {
        if (member.equals("type") && token == JsonToken.VALUE_STRING) {
            type = parser.getText();
            return true;
        }
        return into("object", this::object, member, token, parser);
    }

    private boolean object(String member, JsonToken token, JsonParser parser) throws IOException {
        return into("metadata", this::readMetadata, member, token, parser);
    }

    private boolean readMetadata(String member, JsonToken token, JsonParser parser) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            return into("labels", this::label, member, token, parser);
        }
        switch (member) {
            case "namespace" -> namespace = parser.getText();
            case "name" -> name = parser.getText();
            case "uid" -> uid = parser.getText();
            case "resourceVersion" -> version = parser.getText();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean label(String key, JsonToken token, JsonParser parser) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            labels.put(key, parser.getText());
        }
        return token == JsonToken.VALUE_STRING;
    }

    private static boolean into(String wanted, Member inside, String member, JsonToken token, JsonParser parser)
            throws IOException {
        if (!member.equals(wanted) || token != JsonToken.START_OBJECT) {
            return false;
        }
        members(parser, inside);
        return true;
    }
}
