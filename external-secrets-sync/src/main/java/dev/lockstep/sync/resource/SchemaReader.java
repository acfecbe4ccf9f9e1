package dev.lockstep.sync.resource;

import com.google.re2j.Pattern;
import dev.lockstep.problem.Nearest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads a document as the API server does with strict field validation: what the schema does not know is a mistake,
/// and a null is a member that is not there. An alias counts as often as it is used.
final class SchemaReader {
    /// Of one object, in bytes and values together: etcd takes 1.5 MiB.
    private static final int LARGEST = 3 << 20;

    private static final String UNKNOWN = "is not a field that is known";
    private static final int DEEPEST = 100;
    private static final int MOST_MISTAKES = 10;

    private final Map<String, Pattern> patterns = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Mistake> mistakes = new ArrayList<>();
    private int left = LARGEST;
    private int depth;

    /// It is larger or nested more deeply than any object may be.
    static final class OutOfBounds extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutOfBounds(String what) {
            super(what);
        }
    }

    /// @return the document, without what is a mistake; null if nothing is left
    /// @throws OutOfBounds without naming what is in it
    @Nullable
    Object read(Node node, ResourceSchema schema) {
        return value(node, schema, "");
    }

    /// The fields alone that the schema does not know; at most a few.
    ///
    /// @throws OutOfBounds without naming what is in it
    static List<Mistake> unknownFields(Node node, ResourceSchema schema) {
        var reader = new SchemaReader();
        reader.read(node, schema);
        return reader.mistakes.stream()
                .filter(mistake -> mistake.what().equals(UNKNOWN))
                .toList();
    }

    /// In the order of the document, at most a few.
    List<Mistake> mistakes() {
        return List.copyOf(mistakes);
    }

    /// On which line each field stands.
    Map<String, Integer> lines() {
        return Map.copyOf(lines);
    }

    private @Nullable Object value(Node node, ResourceSchema schema, String place) {
        spend(1);
        lines.putIfAbsent(place, line(node));
        if (++depth > DEEPEST) {
            throw new OutOfBounds("is nested more than " + DEEPEST + " deep");
        }
        try {
            return switch (node) {
                case AnchorNode alias -> value(alias.getRealNode(), schema, place);
                case MappingNode mapping when isOneOf(schema, "object") -> mapping(mapping, schema, place);
                case SequenceNode sequence when isOneOf(schema, "array") -> sequence(sequence, schema, place);
                case ScalarNode scalar -> scalar(scalar, schema, place);
                default -> wrongType(node, schema, place);
            };
        } finally {
            depth--;
        }
    }

    private static boolean isOneOf(ResourceSchema schema, String type) {
        return schema.type().equals(type) || schema.type().isEmpty();
    }

    private Object mapping(MappingNode node, ResourceSchema schema, String place) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (var tuple : node.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                member(key, tuple, schema, place, members);
            } else {
                mistake(tuple.getKeyNode(), place, "has a key that is not text", "write a name before the colon");
            }
        }
        for (var name : schema.required()) {
            boolean hasDefault = schema.property((String) name) instanceof ResourceSchema member && member.hasDefault();
            if (!members.containsKey(name) && !hasDefault) {
                mistake(node, place, "lacks " + name, "add " + join(place, (String) name));
            }
        }
        if (members.size() < schema.bound("minProperties", 0)
                || members.size() > schema.bound("maxProperties", Integer.MAX_VALUE)) {
            mistake(
                    node,
                    place,
                    "has " + members.size() + " members",
                    "give it " + schema.bound("minProperties", 0) + " to " + schema.bound("maxProperties", 0));
        }
        return members;
    }

    private void member(
            ScalarNode key, NodeTuple tuple, ResourceSchema schema, String place, Map<String, Object> members) {
        var name = key.getValue();
        spend(name.length());
        var inner = join(place, name);
        lines.putIfAbsent(inner, line(key));
        var member = schema.type().isEmpty() ? schema : schema.property(name);
        if (member == null) {
            mistake(key, inner, UNKNOWN, suggestion(name, schema));
            return;
        }
        var value = isNull(tuple.getValueNode()) ? null : value(tuple.getValueNode(), member, inner);
        if (value != null && members.putIfAbsent(name, value) != null) {
            mistake(key, inner, "stands there twice", "keep one of them");
        }
    }

    private static String suggestion(String name, ResourceSchema schema) {
        var known = schema.properties().keySet().stream()
                .map(Object::toString)
                .sorted()
                .toList();
        if (name.equals("<<")) {
            return "write the members out: merge keys are not read";
        }
        return Nearest.to(name, known) instanceof String near
                ? "did you mean " + near + "?"
                : known.isEmpty() ? "remove it" : "use one of " + String.join(", ", known);
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    private Object sequence(SequenceNode node, ResourceSchema schema, String place) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < node.getValue().size(); i++) {
            var value = value(node.getValue().get(i), schema.items(), place + "[" + i + "]");
            if (value != null) {
                items.add(value);
            }
        }
        if (items.size() < schema.bound("minItems", 0)) {
            mistake(node, place, "has too few items", "give it at least " + schema.bound("minItems", 0));
        }
        return items;
    }

    private @Nullable Object scalar(ScalarNode node, ResourceSchema schema, String place) {
        spend(node.getValue().length());
        var tag = node.getTag();
        boolean fits = switch (schema.type()) {
            case "string" -> tag.equals(Tag.STR);
            case "boolean" -> tag.equals(Tag.BOOL);
            case "integer" -> tag.equals(Tag.INT);
            case "number" -> tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
            case ResourceSchema.NUMBER_OR_TEXT -> tag.equals(Tag.INT) || tag.equals(Tag.STR);
            case "object", "array" -> false;
            default -> true;
        };
        if (!fits) {
            return wrongType(node, schema, place);
        }
        if (tag.equals(Tag.STR)) {
            check(node, schema, place);
        }
        var value = simple(node, tag);
        if (tag.equals(Tag.INT) && !schema.type().isEmpty() && !holds(schema, value)) {
            mistake(node, place, "is not a decimal number that fits here", "write a smaller one, in digits");
            return null;
        }
        return value;
    }

    private static boolean holds(ResourceSchema schema, @Nullable Object number) {
        return number instanceof Integer
                || number instanceof BigInteger big && schema.isLong() && big.bitLength() < Long.SIZE;
    }

    private static @Nullable Object simple(ScalarNode node, Tag tag) {
        var text = node.getValue();
        try {
            if (tag.equals(Tag.INT)) {
                var number = new BigInteger(text);
                return number.bitLength() < Integer.SIZE ? (Object) number.intValue() : number;
            }
            if (tag.equals(Tag.FLOAT)) {
                return Double.valueOf(text);
            }
        } catch (NumberFormatException e) {
            return text;
        }
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(text);
        }
        return tag.equals(Tag.NULL) ? null : text;
    }

    private void check(ScalarNode node, ResourceSchema schema, String place) {
        var text = node.getValue();
        int length = text.codePointCount(0, text.length());
        var words = schema.words();
        if (!words.isEmpty() && !words.contains(text)) {
            var known = words.stream().map(Object::toString).sorted().toList();
            var near = Nearest.to(text, known);
            mistake(
                    node,
                    place,
                    "is not one of the allowed values",
                    near == null ? "use " + String.join(", ", known) : "did you mean " + near + "?");
        } else if (length < schema.bound("minLength", 0)) {
            mistake(node, place, length == 0 ? "is empty" : "is too short", "write it out");
        } else if (length > schema.bound("maxLength", Integer.MAX_VALUE)) {
            mistake(node, place, "is too long", "use at most " + schema.bound("maxLength", 0) + " characters");
        } else if (!schema.pattern().isEmpty()
                && !patterns.computeIfAbsent(schema.pattern(), Pattern::compile)
                        .matcher(text)
                        .find()) {
            mistake(node, place, "is not of the form that is wanted here", "it has to match " + schema.pattern());
        }
    }

    private @Nullable Object wrongType(Node node, ResourceSchema schema, String place) {
        var wanted = named(schema.type());
        mistake(
                node,
                place,
                "expected " + wanted + ", got " + found(node),
                schema.type().equals("string") && node instanceof ScalarNode && !isNull(node)
                        ? "put the value into quotes"
                        : "write " + wanted + " there");
        return null;
    }

    private static String named(String type) {
        return switch (type) {
            case "object" -> "an object";
            case "array" -> "a list";
            case "string" -> "text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case ResourceSchema.NUMBER_OR_TEXT -> "a whole number or text";
            default -> "a value";
        };
    }

    private static String found(Node node) {
        return switch (node) {
            case MappingNode _ -> "an object";
            case SequenceNode _ -> "a list";
            default -> {
                var tag = node.getTag();
                yield tag.equals(Tag.STR)
                        ? "text"
                        : tag.equals(Tag.BOOL) ? "true or false" : tag.equals(Tag.NULL) ? "nothing" : "a number";
            }
        };
    }

    private void mistake(Node node, String place, String what, String next) {
        if (mistakes.size() < MOST_MISTAKES) {
            mistakes.add(new Mistake(line(node), place, what, next));
        }
    }

    private void spend(int more) {
        left -= more;
        if (left < 0) {
            throw new OutOfBounds("is larger than an object may be");
        }
    }

    private static String join(String place, String name) {
        return place.isEmpty() ? name : place + "." + name;
    }

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
