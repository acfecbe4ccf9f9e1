package dev.lockstep.sync.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lists the supported modifiers of gjson paths.
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
                switch (value.kind()) {
                    case ARRAY -> value;
                    case OBJECT ->
                        scratch.list(
                                '[',
                                value.members(),
                                (member, out) -> member.value().writeRaw(out),
                                ']');
                    case STRING, NUMBER, TRUE, FALSE, NULL -> scratch.array(List.of(value));
                };
            case TOSTR -> scratch.json(out -> scratch.quoted(value, out));
            case FROMSTR -> value.kind() == Json.Kind.STRING ? scratch.parsed(value::writeText) : value;
        };
    }

    private static Json reversed(Json value, Scratch scratch) {
        return switch (value.kind()) {
            case ARRAY -> scratch.array(reversed(value.elements()));
            case OBJECT -> scratch.object(reversed(value.members()));
            case STRING, NUMBER, TRUE, FALSE, NULL -> value;
        };
    }

    private static <T> List<T> reversed(Iterable<T> parts) {
        List<T> list = new ArrayList<>();
        parts.forEach(list::add);
        return list.reversed();
    }

    private static List<Json> flat(Json array) {
        List<Json> flat = new ArrayList<>();
        for (var element : array.elements()) {
            if (element.kind() == Json.Kind.ARRAY) {
                element.elements().forEach(flat::add);
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
        return switch (value.kind()) {
            case OBJECT -> scratch.list('[', value.members(), (member, out) -> JsonText.quote(member.name(), out), ']');
            case ARRAY -> scratch.list('[', value.elements(), (_, out) -> out.addAscii("null"), ']');
            case STRING, NUMBER, TRUE, FALSE, NULL -> scratch.json(out -> out.addAscii("[null]"));
        };
    }
}
