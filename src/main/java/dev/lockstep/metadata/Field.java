package dev.lockstep.metadata;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A field of the `sops` block on its way to a typed value, with sops's tolerance: text for numbers and truth values
/// and the other way round, a single map for a list of one, null for absent, comments anywhere. Metadata is no secret.
///
/// @param place its key path: `sops.kms[0].arn`
/// @param value null when the field is absent
record Field(String place, @Nullable Node value) {
    /// The entries of a map by key; the last of a doubled key counts, as in sops.
    Map<String, Field> map() {
        var fields = new LinkedHashMap<String, Field>();
        switch (resolved()) {
            case Mapping(var members, _) -> {
                for (var member : members) {
                    if (member instanceof Entry entry) {
                        fields.put(entry.key(), new Field(place + "." + entry.key(), entry.value()));
                    }
                }
            }
            case null -> {}
            case Node _ -> throw invalid("is not a map");
        }
        return fields;
    }

    /// The items of a list, without comments.
    List<Field> list() {
        return switch (resolved()) {
            case null -> List.of();
            case Sequence(var items, _) -> {
                var values = items.stream()
                        .filter(item -> !(item instanceof Comment))
                        .toList();
                var fields = new ArrayList<Field>(values.size());
                for (var value : values) {
                    fields.add(new Field(place + "[" + fields.size() + "]", value));
                }
                yield fields;
            }
            case Mapping(var members, _) -> members.isEmpty() ? List.of() : List.of(this);
            case Node _ -> throw invalid("is not a list");
        };
    }

    /// Text; empty when absent.
    String text() {
        return switch (resolved()) {
            case null -> "";
            case Scalar(var scalar, _) ->
                switch (scalar.type()) {
                    case STRING, INTEGER, FLOAT -> textOf(scalar);
                    case BOOLEAN -> isTrue(scalar) ? "1" : "0";
                    case NULL -> "";
                    case TIME -> throw invalid("is a time, not a text: put it in quotes");
                    case COMMENT -> throw invalid("is not a text");
                };
            case Node _ -> throw invalid("is not a text");
        };
    }

    /// A whole number from 0 to `greatest`; 0 when absent.
    int number(int greatest) {
        int number;
        try {
            number = resolved() instanceof Scalar(var scalar, _) && scalar.type() == Type.FLOAT
                    ? (int) Double.parseDouble(textOf(scalar))
                    : text().isEmpty() ? 0 : Integer.parseInt(text());
        } catch (NumberFormatException _) {
            throw invalid("is not a number from 0 to " + greatest);
        }
        if (number < 0 || number > greatest) {
            throw invalid("is not a number from 0 to " + greatest);
        }
        return number;
    }

    /// A truth value; false when absent.
    boolean truth() {
        if (resolved() instanceof Scalar(var scalar, _)) {
            switch (scalar.type()) {
                case BOOLEAN -> {
                    return isTrue(scalar);
                }
                case INTEGER, FLOAT -> {
                    return !textOf(scalar).equals("0");
                }
                case STRING, TIME, COMMENT, NULL -> {}
            }
        }
        return switch (text()) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "", "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw invalid("is neither true nor false");
        };
    }

    LockstepException invalid(String what) {
        return new LockstepException(
                Kind.METADATA_INVALID, place + " " + what, "", "restore the sops block from version control");
    }

    /// The value behind aliases; null stands for absent.
    private @Nullable Node resolved() {
        var node = value == null ? null : value.resolved();
        return node instanceof Scalar(var scalar, _) && scalar.type() == Type.NULL ? null : node;
    }

    private static boolean isTrue(Plaintext scalar) {
        return scalar.startsWith("T");
    }

    private static String textOf(Plaintext scalar) {
        return new String(scalar.lent(), StandardCharsets.UTF_8);
    }
}
