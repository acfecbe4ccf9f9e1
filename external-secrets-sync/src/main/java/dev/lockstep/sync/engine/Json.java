package dev.lockstep.sync.engine;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Points to a value within the bytes of a JSON document: a view, which owns nothing. The document was checked as a
/// whole when it was opened. Whatever is read of it is counted.
final class Json {
    /// The kinds of values.
    enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL
    }

    /// @param name as it is meant, without escapes
    record Member(String name, Json value) {}

    private final byte[] text;
    private final int start;
    private final int end;
    private final Steps steps;

    private Json(byte[] text, int start, int end, Steps steps) {
        this.text = text;
        this.start = start;
        this.end = end;
        this.steps = steps;
    }

    /// The one value of a document; null if that is no JSON. The bytes stay the caller's and must outlive the view.
    static @Nullable Json of(byte[] document, Steps steps) {
        steps.spend(document.length);
        var scanner = new JsonScanner(document, 0);
        scanner.spaces();
        int start = scanner.at();
        if (!scanner.value()) {
            return null;
        }
        int end = scanner.at();
        scanner.spaces();
        return scanner.at() == document.length ? new Json(document, start, end, steps) : null;
    }

    Kind kind() {
        return switch (text[start]) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't' -> Kind.TRUE;
            case 'f' -> Kind.FALSE;
            case 'n' -> Kind.NULL;
            default -> Kind.NUMBER;
        };
    }

    boolean isContainer() {
        return kind() == Kind.OBJECT || kind() == Kind.ARRAY;
    }

    /// The members of an object in their order, each read when it is asked for; empty for anything else.
    Iterable<Member> members() {
        return () -> new Parts<>(Kind.OBJECT) {
            @Override
            public Member next() {
                int name = scanner.at();
                scanner.string();
                var key = new Json(text, name, scanner.at(), steps).name();
                skipTo(scanner, ':');
                return new Member(key, part());
            }
        };
    }

    /// The elements of an array in their order, each read when it is asked for; empty for anything else.
    Iterable<Json> elements() {
        return () -> new Parts<>(Kind.ARRAY) {
            @Override
            public Json next() {
                return part();
            }
        };
    }

    /// How many members or elements there are.
    int size() {
        int size = 0;
        for (var _ : kind() == Kind.OBJECT ? members() : elements()) {
            size++;
        }
        return size;
    }

    /// Walks through a value of one kind; through one of another kind it comes to no part.
    private abstract class Parts<T> implements Iterator<T> {
        final JsonScanner scanner = new JsonScanner(text, start + 1);
        private final boolean there;

        Parts(Kind kind) {
            this.there = kind() == kind;
            scanner.spaces();
        }

        @Override
        public boolean hasNext() {
            return there && scanner.peek() != '}' && scanner.peek() != ']';
        }

        /// The value at which the scanner stands, and leaves it at the next part.
        Json part() {
            int from = scanner.at();
            scanner.value();
            steps.spend(scanner.at() - from + 1L);
            var part = new Json(text, from, scanner.at(), steps);
            skipTo(scanner, ',');
            return part;
        }
    }

    private static void skipTo(JsonScanner scanner, char separator) {
        scanner.spaces();
        scanner.take(separator);
        scanner.spaces();
    }

    /// The text between quotes, without escapes if they are those of JSON. Not for secrets.
    static String unquoted(String quoted) {
        return of(quoted.getBytes(StandardCharsets.UTF_8), new Steps()) instanceof Json json
                        && json.kind() == Kind.STRING
                ? json.name()
                : quoted.substring(1, quoted.length() - 1);
    }

    private String name() {
        steps.spend(end - start);
        try (var buffer = new SecretBuffer()) {
            writeText(buffer);
            return new String(buffer.bytes(), StandardCharsets.UTF_8);
        }
    }

    /// As it stands in the document.
    void writeRaw(SecretBuffer out) {
        steps.spend(end - start);
        out.add(text, start, end);
    }

    /// Without the spaces between its parts.
    void writeCompact(SecretBuffer out) {
        steps.spend(end - start);
        boolean quoted = false;
        for (int i = start; i < end; i++) {
            if (quoted && text[i] == '\\') {
                out.add(text[i++]);
            } else if (text[i] == '"') {
                quoted = !quoted;
            }
            if (quoted || text[i] > ' ' || text[i] < 0) {
                out.add(text[i]);
            }
        }
    }

    /// What a Secret gets of it: a string without quotes, nothing for null, else as it stands in the document.
    void writeText(SecretBuffer out) {
        switch (kind()) {
            case STRING -> {
                steps.spend(end - start);
                JsonText.unquote(text, start + 1, end - 1, out);
            }
            case NULL -> {}
            case OBJECT, ARRAY, NUMBER, TRUE, FALSE -> writeRaw(out);
        }
    }

    /// A number as gjson shows it: one with a fraction or exponent in the shortest plain form.
    void writePlain(SecretBuffer out) {
        if (kind() == Kind.NUMBER && !isInteger()) {
            double number = number();
            if (Double.isFinite(number)) {
                var plain = new BigDecimal(Double.toString(number))
                        .stripTrailingZeros()
                        .toPlainString();
                out.addAscii(number == 0 && text[start] == '-' ? "-0" : plain);
                return;
            }
        }
        writeText(out);
    }

    double number() {
        steps.spend(end - start);
        return Double.parseDouble(new String(text, start, end - start, StandardCharsets.US_ASCII));
    }

    private boolean isInteger() {
        for (int i = start; i < end; i++) {
            if (text[i] != '-' && (text[i] < '0' || text[i] > '9')) {
                return false;
            }
        }
        return true;
    }
}
