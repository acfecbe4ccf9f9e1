package dev.lockstep.sync.engine;

import dev.lockstep.sync.engine.PropertyPath.Comparison;
import dev.lockstep.sync.engine.PropertyPath.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Walks a gjson path through a value (gjson 1.18). Its results are views into the value, or into what the scratch
/// owns.
final class Property {
    private final Scratch scratch;

    private Property(Scratch scratch) {
        this.scratch = scratch;
    }

    /// Null if the path leads nowhere.
    static @Nullable Json find(Json value, PropertyPath path, Scratch scratch) {
        return new Property(scratch).find(value, path);
    }

    private @Nullable Json find(Json value, PropertyPath path) {
        Json found = value;
        for (var steps : path.stretches()) {
            found = found == null ? null : walk(found, steps);
        }
        return found;
    }

    private @Nullable Json walk(Json value, List<Step> steps) {
        if (steps.isEmpty()) {
            return value;
        }
        var rest = steps.subList(1, steps.size());
        return switch (steps.getFirst()) {
            case Step.Name(var name, var index) -> named(value, name, index, rest);
            case Step.Each _ when value.kind() == Json.Kind.OBJECT -> named(value, Glob.of("#"), -1, rest);
            case Step.Each _ -> value.kind() == Json.Kind.ARRAY ? each(value, rest) : null;
            case Step.Where where -> value.kind() == Json.Kind.ARRAY ? where(value, where, rest) : null;
            case Step.Change(var modifier) ->
                modifier.apply(value, scratch) instanceof Json changed ? walk(changed, rest) : null;
        };
    }

    /// Of several members that fit, the first one through which the rest of the path leads somewhere.
    private @Nullable Json named(Json value, Glob name, int index, List<Step> rest) {
        if (value.kind() == Json.Kind.ARRAY) {
            return element(value, index) instanceof Json element ? walk(element, rest) : null;
        }
        boolean committed = rest.isEmpty() || rest.getFirst() instanceof Step.Change;
        for (var member : value.members()) {
            if (matches(name, member.name().getBytes(StandardCharsets.UTF_8))) {
                var found = walk(member.value(), rest);
                if (found != null || committed) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable Json element(Json array, int index) {
        int at = 0;
        for (var element : array.elements()) {
            if (at++ == index) {
                return element;
            }
        }
        return null;
    }

    private boolean matches(Glob pattern, byte[] text) {
        scratch.spend(pattern.cost(text.length));
        return pattern.matches(text);
    }

    private Json each(Json array, List<Step> rest) {
        if (rest.isEmpty()) {
            return scratch.number(array.size());
        }
        List<Json> found = new ArrayList<>();
        for (var element : array.elements()) {
            if (walk(element, rest) instanceof Json inner) {
                found.add(inner);
            }
        }
        return scratch.array(found);
    }

    private @Nullable Json where(Json array, Step.Where where, List<Step> rest) {
        List<Json> found = new ArrayList<>();
        for (var element : array.elements()) {
            if (fits(element, where)) {
                var inner = walk(element, rest);
                if (!where.all()) {
                    return inner;
                }
                if (inner != null) {
                    found.add(inner);
                }
            }
        }
        return where.all() ? scratch.array(found) : null;
    }

    private boolean fits(Json element, Step.Where where) {
        var asked = where.path() == null ? element : element.isContainer() ? find(element, where.path()) : null;
        return asked != null && fits(asked, where.comparison());
    }

    private boolean fits(Json value, Comparison comparison) {
        if (comparison.operator() == PropertyPath.Operator.EXISTS) {
            return true;
        }
        // It is read again for each element.
        scratch.spend(comparison.text().length());
        return switch (value.kind()) {
            case STRING -> fitsText(scratch.text(value), comparison);
            case NUMBER -> fitsOrder(Double.compare(value.number() + 0.0, number(comparison.text())), comparison);
            case TRUE -> fitsTruth(1, comparison);
            case FALSE -> fitsTruth(0, comparison);
            case OBJECT, ARRAY, NULL -> false;
        };
    }

    private boolean fitsText(byte[] text, Comparison comparison) {
        return switch (comparison.operator()) {
            case LIKE -> matches(Glob.of(comparison.text()), text);
            case NOT_LIKE -> !matches(Glob.of(comparison.text()), text);
            case EXISTS, EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                fitsOrder(Arrays.compareUnsigned(text, comparison.text().getBytes(StandardCharsets.UTF_8)), comparison);
        };
    }

    /// What is neither true nor false is no more than unequal.
    private static boolean fitsTruth(int truth, Comparison comparison) {
        return switch (comparison.text()) {
            case "true" -> fitsOrder(truth - 1, comparison);
            case "false" -> fitsOrder(truth, comparison);
            default ->
                switch (comparison.operator()) {
                    case NOT_EQUAL -> true;
                    case GREATER_OR_EQUAL -> truth == 1;
                    case LESS_OR_EQUAL -> truth == 0;
                    case EXISTS, EQUAL, LESS, GREATER, LIKE, NOT_LIKE -> false;
                };
        };
    }

    private static boolean fitsOrder(int order, Comparison comparison) {
        return switch (comparison.operator()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case EXISTS, LIKE, NOT_LIKE -> false;
        };
    }

    /// What is no number counts as zero.
    private static double number(String text) {
        try {
            return Double.parseDouble(text) + 0.0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
