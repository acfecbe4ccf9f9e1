package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads dotenv files. Refuses what sops refuses, a line without `=`, and keys that are not UTF-8.
final class DotenvReader {
    private final byte[] source;
    private final DotenvLines lines;
    private final List<Plaintext> values = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final List<FlatMetadata.Line> metadata = new ArrayList<>();
    private int metadataIndex;
    private Span metadataSpan = Span.NONE;
    /// Where a variable `sops` stands; empty if there is none.
    private String namesake = "";

    private DotenvReader(byte[] source) {
        this.source = source;
        lines = new DotenvLines(source);
    }

    /// Takes the array over.
    static Document read(byte[] source) {
        var reader = new DotenvReader(source);
        boolean complete = false;
        try {
            var root = reader.root();
            complete = true;
            return Document.owning(source, List.of(root));
        } finally {
            if (!complete) {
                reader.values.forEach(Plaintext::close);
            }
        }
    }

    private Mapping root() {
        while (lines.next()) {
            switch (lines.kind()) {
                case BLANK -> {}
                case COMMENT -> members.add(comment());
                case ENTRY -> members.add(entry());
                case METADATA -> addMetadata();
                case INVALID -> throw invalidLine();
            }
        }
        if (!metadata.isEmpty()) {
            if (!namesake.isEmpty()) {
                throw malformed(
                        "a variable named sops stands beside the metadata", namesake, "rename it before encrypting");
            }
            var block = FlatMetadata.nested(metadata);
            members.add(
                    metadataIndex,
                    new Entry(FlatMetadata.KEY, metadataSpan, new Mapping(block.members(), metadataSpan)));
        }
        return new Mapping(members, new Span(0, source.length));
    }

    private Comment comment() {
        var text = value(Type.COMMENT, Arrays.copyOfRange(source, lines.start() + 1, lines.end()));
        return new Comment(text, lines.span(), false);
    }

    private Entry entry() {
        var key = key();
        if (key.equals(FlatMetadata.KEY)) {
            namesake = lines.place();
        }
        return new Entry(key, lines.key(), scalar());
    }

    private void addMetadata() {
        if (metadata.isEmpty()) {
            metadataIndex = members.size();
            metadataSpan = lines.key();
        }
        metadata.add(new FlatMetadata.Line(key().substring(DotenvLines.PREFIX.length()), scalar(), lines.place()));
    }

    private String key() {
        byte[] key = Arrays.copyOfRange(source, lines.key().start(), lines.key().end());
        if (!Utf8.isValid(key)) {
            throw malformed("a key is not valid UTF-8", lines.place(), "save the file as UTF-8");
        }
        return new String(key, StandardCharsets.UTF_8);
    }

    private Scalar scalar() {
        var span = lines.value();
        return new Scalar(value(Type.STRING, decoded(span.start(), span.end())), span);
    }

    /// The bytes with a line feed in the place of each backslash and `n`.
    private byte[] decoded(int start, int end) {
        var out = new byte[end - start];
        int length = 0;
        for (int at = start; at < end; at++) {
            boolean escaped = source[at] == '\\' && at + 1 < end && source[at + 1] == 'n';
            out[length++] = escaped ? (byte) '\n' : source[at];
            at += escaped ? 1 : 0;
        }
        if (length == out.length) {
            return out;
        }
        byte[] decoded = Arrays.copyOf(out, length);
        Arrays.fill(out, (byte) 0);
        return decoded;
    }

    private Plaintext value(Type type, byte[] bytes) {
        var value = Plaintext.owning(type, bytes);
        values.add(value);
        return value;
    }

    private LockstepException invalidLine() {
        if (source[lines.start()] == '\r' && lines.end() == lines.start() + 1) {
            return malformed(
                    "invalid dotenv input line: nothing but a carriage return",
                    lines.place(),
                    "save the file with LF line ends: with CRLF each value ends in a carriage return");
        }
        return malformed(
                "invalid dotenv input line: it has no =",
                lines.place(),
                "write KEY=VALUE, with \\n for a line break in the value, or # before a comment");
    }

    private static LockstepException malformed(String what, String place, String next) {
        return new LockstepException(Kind.INPUT_MALFORMED, what, place, next);
    }
}
