package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Decimal;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/// Prints members as dotenv lines. Line feeds stand between lines; [#end] adds the one behind the last.
final class DotenvWriter {
    private final ByteSink out;
    private boolean begun;

    DotenvWriter(ByteSink out) {
        this.out = out;
    }

    /// About how many bytes the lines of a map take.
    static long expectedLength(Mapping root) {
        long length = 0;
        for (var member : root.members()) {
            length += switch (member) {
                case Comment comment -> comment.text().length() + 2L;
                case Entry(var key, _, Scalar(var value, _)) -> key.length() + value.length() + 2L;
                case Entry _ -> 1_000;
            };
        }
        return length;
    }

    /// A line as it stands in a source.
    void line(byte[] source, int start, int end) {
        begin();
        out.put(source, start, end);
    }

    /// The lines of a member: one, but for the metadata.
    ///
    /// @throws LockstepException `NOT_EMITTABLE`
    void member(Member member) {
        switch (member) {
            case Comment comment -> comment(comment);
            case Entry(var key, _, Mapping block) when key.equals(FlatMetadata.KEY) -> metadata(block);
            case Entry entry -> {
                var value = scalar(entry.key(), entry.value());
                begin();
                out.put(checkedKey(entry.key())).put('=');
                text(value);
            }
        }
    }

    /// A line whose key is already written somewhere.
    void entry(byte[] source, int keyStart, int keyEnd, Entry entry) {
        var value = scalar(entry.key(), entry.value());
        begin();
        out.put(source, keyStart, keyEnd).put('=');
        text(value);
    }

    /// Ends the last line, if there is one.
    void end() {
        if (begun) {
            out.put('\n');
        }
    }

    private void begin() {
        if (begun) {
            out.put('\n');
        }
        begun = true;
    }

    private void comment(Comment comment) {
        byte[] text = comment.text().lent();
        for (byte octet : text) {
            if (octet == '\n') {
                throw notEmittable("a comment has a line break, and dotenv has one line for each comment");
            }
        }
        begin();
        out.put('#').put(text);
    }

    private void metadata(Mapping block) {
        FlatMetadata.flattened(block).forEach((path, scalar) -> {
            byte[] key = (DotenvLines.PREFIX + path).getBytes(StandardCharsets.UTF_8);
            if (path.indexOf('=') >= 0 || path.indexOf('\n') >= 0) {
                throw notEmittable("the sops metadata has a key with = or a line break in it");
            }
            if (holdsEscape(scalar.value().lent())) {
                throw notEmittable("the sops metadata has a text with \\n in it, which dotenv reads as a line break");
            }
            begin();
            out.put(key).put('=');
            text(scalar.value());
        });
    }

    private static boolean holdsEscape(byte[] text) {
        for (int i = 1; i < text.length; i++) {
            if (text[i - 1] == '\\' && text[i] == 'n') {
                return true;
            }
        }
        return false;
    }

    private static Plaintext scalar(String key, Node node) {
        if (node.resolved() instanceof Scalar(var value, _)) {
            return value;
        }
        throw notEmittable("cannot use complex value in dotenv file; offending key " + key);
    }

    /// sops prints such a key as it is, and what it has printed then is another variable.
    private static byte[] checkedKey(String key) {
        if (key.indexOf('=') >= 0
                || key.indexOf('\n') >= 0
                || key.startsWith("#")
                || key.startsWith(DotenvLines.PREFIX)) {
            throw notEmittable("dotenv has no form for the key " + key);
        }
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /// A value as sops turns it into text (spec 2.6, `ValToString`).
    private void text(Plaintext value) {
        switch (value.type()) {
            case STRING, INTEGER, COMMENT -> escaped(value.lent());
            case BOOLEAN -> out.put(value.startsWith("T") ? "true" : "false");
            case NULL -> out.put("<nil>");
            case FLOAT -> number(value.lent());
            case TIME -> {
                byte[] seconds = Objects.requireNonNull(Rfc3339.seconds(value.lent()), "a time is RFC 3339");
                out.put(seconds);
                Arrays.fill(seconds, (byte) 0);
            }
        }
    }

    private void escaped(byte[] text) {
        int from = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                out.put(text, from, i).put("\\n");
                from = i + 1;
            }
        }
        out.put(text, from, text.length);
    }

    /// As YAML has it, but with a capital `E`, and with one decimal where neither it nor an exponent would stand.
    private void number(byte[] plain) {
        double number = Decimal.parse(plain);
        if (!Double.isFinite(number)) {
            out.put(plain);
            return;
        }
        byte[] text = Decimal.yaml(number);
        boolean whole = true;
        for (byte octet : text) {
            whole &= octet != '.' && octet != 'e';
            out.put(octet == 'e' ? 'E' : octet);
        }
        if (whole) {
            out.put(".0");
        }
        Arrays.fill(text, (byte) 0);
    }

    private static LockstepException notEmittable(String what) {
        return new LockstepException(Kind.NOT_EMITTABLE, what, "", "choose YAML or JSON output");
    }
}
