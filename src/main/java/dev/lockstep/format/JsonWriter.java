package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Decimal;
import dev.lockstep.secret.Plaintext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Prints nodes as JSON in a given layout; comments have no form in JSON and are left out, as sops does.
final class JsonWriter {
    /// The white space of one file.
    ///
    /// @param newline what ends a line; empty when all stands on one line
    /// @param indent what each level adds
    /// @param colon what stands between key and value, the colon included
    /// @param gap what follows a comma on the same line
    record Layout(String newline, String indent, String colon, String gap, JsonText.Escapes escapes) {}

    private final Layout layout;
    private final ByteSink out;

    JsonWriter(Layout layout, ByteSink out) {
        this.layout = layout;
        this.out = out;
    }

    /// @param depth how many maps and lists the node stands in
    /// @throws LockstepException `NOT_EMITTABLE`
    void write(Node node, int depth) {
        switch (node) {
            case Mapping mapping -> writeMapping(mapping, depth);
            case Sequence sequence -> writeSequence(sequence, depth);
            case Scalar(var value, _) -> writeValue(value);
            case Alias alias -> write(alias.resolved(), depth);
            case Comment _ -> throw notEmittable("a comment stands in the place of a value", "remove it");
        }
    }

    private void writeMapping(Mapping mapping, int depth) {
        out.put('{');
        boolean empty = true;
        for (var member : mapping.members()) {
            if (member instanceof Entry entry) {
                separate(empty, depth + 1);
                writeEntry(entry, depth + 1);
                empty = false;
            }
        }
        close('}', empty, depth);
    }

    void writeEntry(Entry entry, int depth) {
        writeText(entry.key().getBytes(StandardCharsets.UTF_8));
        out.put(layout.colon());
        write(entry.value(), depth);
    }

    private void writeSequence(Sequence sequence, int depth) {
        out.put('[');
        boolean empty = true;
        for (var item : sequence.items()) {
            if (!(item instanceof Comment)) {
                separate(empty, depth + 1);
                write(item, depth + 1);
                empty = false;
            }
        }
        close(']', empty, depth);
    }

    private void separate(boolean first, int depth) {
        if (!first) {
            out.put(',');
        }
        if (!layout.newline().isEmpty()) {
            breakLine(depth);
        } else if (!first) {
            out.put(layout.gap());
        }
    }

    private void close(char bracket, boolean empty, int depth) {
        if (!empty && !layout.newline().isEmpty()) {
            breakLine(depth);
        }
        out.put(bracket);
    }

    private void breakLine(int depth) {
        out.put(layout.newline());
        for (int i = 0; i < depth; i++) {
            out.put(layout.indent());
        }
    }

    private void writeValue(Plaintext value) {
        switch (value.type()) {
            case NULL -> out.put("null");
            case BOOLEAN -> out.put(value.startsWith("True") ? "true" : "false");
            case INTEGER -> out.put(value.lent());
            case FLOAT -> writeNumber(Decimal.parse(value.lent()));
            case TIME -> out.put('"').put(value.lent()).put('"');
            case STRING -> writeText(value.lent());
            case COMMENT -> throw notEmittable("a comment stands in the place of a value", "remove it");
        }
    }

    private void writeNumber(double number) {
        if (!Double.isFinite(number)) {
            throw notEmittable("JSON has no infinity and no NaN", "choose another output format, or make it a string");
        }
        byte[] digits = Decimal.json(number);
        out.put(digits);
        Arrays.fill(digits, (byte) 0);
    }

    private void writeText(byte[] text) {
        if (!Utf8.isValid(text)) {
            throw notEmittable("a value is not UTF-8, so JSON cannot hold it", "choose YAML or binary output");
        }
        JsonText.quote(text, layout.escapes(), out);
    }

    private static LockstepException notEmittable(String what, String next) {
        return new LockstepException(Kind.NOT_EMITTABLE, what, "", next);
    }

    /// A guess of the printed length, in bytes, from above for ordinary values.
    static long expectedLength(List<? extends Node> nodes) {
        long length = 64;
        for (var node : nodes) {
            length += expectedLength(node, 1);
        }
        return length;
    }

    private static long expectedLength(Node node, int depth) {
        long length = 8;
        switch (node.resolved()) {
            case Mapping(var members, _) -> {
                for (var member : members) {
                    if (member instanceof Entry entry) {
                        length += 2L * depth + 8 + entry.key().length() + expectedLength(entry.value(), depth + 1);
                    }
                }
            }
            case Sequence(var items, _) -> {
                for (var item : items) {
                    length += 2L * depth + 4 + expectedLength(item, depth + 1);
                }
            }
            case Scalar(var value, _) -> length += value.length();
            case Comment _ -> {}
            case Alias _ -> throw new IllegalStateException("an alias resolves to a node");
        }
        return length;
    }
}
