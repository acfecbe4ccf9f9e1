package dev.lockstep.config;

import dev.lockstep.document.Document;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one map of the configuration, field by field with the types that sops expects. Null and absent are the same;
/// fields nobody asks for do nothing, as in sops. Merge keys count, own fields first.
final class Fields {
    private static final Set<String> TRUE = Set.of("true", "y", "yes", "on");
    private static final Set<String> FALSE = Set.of("false", "n", "no", "off");

    private final Document document;
    private final String file;
    private final Mapping mapping;
    private final Map<String, Node> values = new LinkedHashMap<>();

    Fields(Document document, String file, Mapping mapping) {
        this.document = document;
        this.file = file;
        this.mapping = mapping;
        collect(mapping);
    }

    private void collect(Mapping from) {
        for (var member : from.members()) {
            if (member instanceof Entry entry && !entry.key().equals("<<")) {
                values.putIfAbsent(entry.key(), entry.value().resolved());
            }
        }
        for (var member : from.members()) {
            if (member instanceof Entry entry && entry.key().equals("<<")) {
                merge(entry.value().resolved());
            }
        }
    }

    private void merge(Node merged) {
        switch (merged) {
            case Mapping other -> collect(other);
            case Sequence(var items, _) -> items.forEach(item -> merge(item.resolved()));
            case Scalar _, Node.Comment _, Node.Alias _ -> {} // a plain field with an odd name
        }
    }

    /// Where this map stands: `FILE:LINE`.
    String where() {
        return where(mapping);
    }

    /// Where a field stands; the map's place if it is absent.
    String where(String name) {
        var value = values.get(name);
        return where(value == null ? mapping : value);
    }

    private String where(Node node) {
        return file + document.line(node.span());
    }

    /// A text; numbers and truth values count as what they were written as. Empty when absent.
    String text(String name) {
        return switch (present(name)) {
            case null -> "";
            case Scalar scalar -> text(scalar);
            case Node _ -> throw invalid(name, "must be a text");
        };
    }

    /// A whole number; 0 when absent.
    int number(String name) {
        return number(name, 0);
    }

    int number(String name, int otherwise) {
        switch (present(name)) {
            case null -> {
                return otherwise;
            }
            case Scalar(var value, _)
            when value.type() == Plaintext.Type.INTEGER -> {
                try {
                    return Integer.parseInt(text(value));
                } catch (NumberFormatException e) {
                    throw invalid(name, "is out of range");
                }
            }
            case Node _ -> throw invalid(name, "must be a whole number");
        }
    }

    /// A truth value, in the words of YAML 1.1 too; false when absent.
    boolean flag(String name) {
        if (present(name) instanceof Node node) {
            var word = node instanceof Scalar scalar ? text(scalar).toLowerCase(Locale.ROOT) : "";
            if (!TRUE.contains(word) && !FALSE.contains(word)) {
                throw invalid(name, "must be true or false");
            }
            return TRUE.contains(word);
        }
        return false;
    }

    /// A list of texts, or one text with commas of which space parts are dropped; empty when absent.
    List<String> listOrCommas(String name) {
        if (present(name) instanceof Scalar scalar) {
            if (scalar.value().type() != Plaintext.Type.STRING) {
                throw invalid(name, "must be a text or a list of texts");
            }
            var parts = new ArrayList<String>();
            for (var part : text(scalar).split(",")) {
                if (!part.isBlank()) {
                    parts.add(part.strip());
                }
            }
            return parts;
        }
        return list(name);
    }

    /// A list of texts; empty when absent.
    List<String> list(String name) {
        var texts = new ArrayList<String>();
        for (var item : items(name)) {
            if (!(item instanceof Scalar scalar) || scalar.value().type() != Plaintext.Type.STRING) {
                throw invalid(name, "must be a list of texts");
            }
            texts.add(text(scalar));
        }
        return texts;
    }

    /// A list of maps; empty when absent.
    List<Fields> maps(String name) {
        var maps = new ArrayList<Fields>();
        for (var item : items(name)) {
            if (!(item instanceof Mapping map)) {
                throw invalid(name, "must be a list of maps");
            }
            maps.add(new Fields(document, file, map));
        }
        return maps;
    }

    /// A map; an empty one when absent.
    Fields map(String name) {
        return switch (present(name)) {
            case null -> new Fields(document, file, new Mapping(List.of(), mapping.span()));
            case Mapping map -> new Fields(document, file, map);
            case Node _ -> throw invalid(name, "must be a map");
        };
    }

    /// A map of texts; empty when absent.
    Map<String, String> texts(String name) {
        var fields = map(name);
        var texts = new LinkedHashMap<String, String>();
        fields.values.keySet().forEach(key -> texts.put(key, fields.text(key)));
        return texts;
    }

    /// The names of all fields, those of merged maps included.
    Set<String> names() {
        return values.keySet();
    }

    /// The maps in a list or map of maps, as far as there are any: for looking at a part that may be wrong.
    List<Fields> mapsWithin(String name) {
        return switch (values.get(name)) {
            case Mapping map -> List.of(new Fields(document, file, map));
            case Sequence(var items, _) ->
                items.stream()
                        .map(Node::resolved)
                        .filter(Mapping.class::isInstance)
                        .map(map -> new Fields(document, file, (Mapping) map))
                        .toList();
            case null, default -> List.of();
        };
    }

    /// Whether a field is there and not null.
    boolean has(String name) {
        return present(name) != null;
    }

    private List<Node> items(String name) {
        return switch (present(name)) {
            case null -> List.of();
            case Sequence(var items, _) ->
                items.stream()
                        .filter(item -> !(item instanceof Node.Comment))
                        .map(Node::resolved)
                        .toList();
            case Node _ -> throw invalid(name, "must be a list");
        };
    }

    private @Nullable Node present(String name) {
        var value = values.get(name);
        return value instanceof Scalar scalar && scalar.value().type() == Plaintext.Type.NULL ? null : value;
    }

    private static String text(Scalar scalar) {
        return text(scalar.value());
    }

    private static String text(Plaintext value) {
        return new String(value.lent(), StandardCharsets.UTF_8);
    }

    LockstepException invalid(String name, String what) {
        return new LockstepException(Kind.CONFIG_INVALID, name + " " + what, where(name), "correct the configuration");
    }
}
