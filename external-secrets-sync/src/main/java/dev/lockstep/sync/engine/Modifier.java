package dev.lockstep.sync.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The modifiers of gjson paths that are served.
enum Modifier {
    THIS,
    VALID,
    UGLY,
    REVERSE,
    FLATTEN,
    JOIN,
    KEYS,
    VALUES,
    TOSTR,
    FROMSTR;

    private static final Set<String> REFUSED = Set.of("pretty", "group", "dig");

    /// Whether gjson has a modifier of that name.
    static boolean isKnown(String name) {
        return named(name) != null || REFUSED.contains(name);
    }

    /// Null if none that is served has that name.
    static @Nullable Modifier named(String name) {
        for (var modifier : values()) {
            if (modifier.name().toLowerCase(Locale.ROOT).equals(name)) {
                return modifier;
            }
        }
        return null;
    }

    /// The value that this makes of another; null if it makes none.
    @Nullable
    Json apply(Json value, Scratch scratch) {
        return switch (this) {
            case THIS, VALID -> value;
            case UGLY -> scratch.json(value::writeCompact);
            case REVERSE -> reversed(value, scratch);
            case FLATTEN -> value.kind() == Json.Kind.ARRAY ? scratch.array(flat(value)) : value;
            case JOIN -> value.kind() == Json.Kind.ARRAY ? scratch.object(joined(value)) : value;
            case KEYS -> keys(value, scratch);
            case VALUES ->
                value.kind() == Json.Kind.ARRAY
                        ? value
                        : scratch.array(
                                value.kind() == Json.Kind.OBJECT
                                        ? value.members().stream()
                                                .map(Json.Member::value)
                                                .toList()
                                        : List.of(value));
            case TOSTR -> scratch.json(out -> scratch.quoted(value, out));
            case FROMSTR -> value.kind() == Json.Kind.STRING ? scratch.parsed(value::writeText) : value;
        };
    }

    private static Json reversed(Json value, Scratch scratch) {
        return switch (value.kind()) {
            case ARRAY -> scratch.array(value.elements().reversed());
            case OBJECT -> scratch.object(value.members().reversed());
            case STRING, NUMBER, TRUE, FALSE, NULL -> value;
        };
    }

    private static List<Json> flat(Json array) {
        List<Json> flat = new ArrayList<>();
        for (var element : array.elements()) {
            if (element.kind() == Json.Kind.ARRAY) {
                flat.addAll(element.elements());
            } else {
                flat.add(element);
            }
        }
        return flat;
    }

    /// Later members win, at the place of the first.
    private static List<Json.Member> joined(Json array) {
        Map<String, Json> joined = new LinkedHashMap<>();
        for (var element : array.elements()) {
            element.members().forEach(member -> joined.put(member.name(), member.value()));
        }
        return joined.entrySet().stream()
                .map(entry -> new Json.Member(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Json keys(Json value, Scratch scratch) {
        return scratch.json(out -> {
            out.add('[');
            boolean object = value.kind() == Json.Kind.OBJECT;
            int count = object
                    ? value.members().size()
                    : value.kind() == Json.Kind.ARRAY ? value.elements().size() : 1;
            for (int i = 0; i < count; i++) {
                out.addAscii(i == 0 ? "" : ",");
                if (object) {
                    JsonText.quote(value.members().get(i).name(), out);
                } else {
                    out.addAscii("null");
                }
            }
            out.add(']');
        });
    }
}
