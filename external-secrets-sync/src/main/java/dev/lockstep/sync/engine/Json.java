package dev.lockstep.sync.engine;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value within the bytes of a JSON document: a view, which owns nothing. The document was checked as a whole when it
/// was opened.
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

    private Json(byte[] text, int start, int end) {
        this.text = text;
        this.start = start;
        this.end = end;
    }

    /// The one value of a document; null if that is no JSON. The bytes stay the caller's and must outlive the view.
    static @Nullable Json of(byte[] document) {
        var scanner = new JsonScanner(document, 0);
        scanner.blanks();
        int start = scanner.at();
        if (!scanner.value()) {
            return null;
        }
        int end = scanner.at();
        scanner.blanks();
        return scanner.at() == document.length ? new Json(document, start, end) : null;
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

    /// The members of an object in their order; empty for anything else.
    List<Member> members() {
        List<Member> members = new ArrayList<>();
        if (kind() == Kind.OBJECT) {
            var scanner = new JsonScanner(text, start + 1);
            scanner.blanks();
            while (scanner.peek() != '}') {
                int name = scanner.at();
                scanner.string();
                var key = new Json(text, name, scanner.at());
                skipTo(scanner, ':');
                members.add(new Member(key.name(), next(scanner)));
                skipTo(scanner, ',');
            }
        }
        return members;
    }

    /// The elements of an array in their order; empty for anything else.
    List<Json> elements() {
        List<Json> elements = new ArrayList<>();
        if (kind() == Kind.ARRAY) {
            var scanner = new JsonScanner(text, start + 1);
            scanner.blanks();
            while (scanner.peek() != ']') {
                elements.add(next(scanner));
                skipTo(scanner, ',');
            }
        }
        return elements;
    }

    private Json next(JsonScanner scanner) {
        int from = scanner.at();
        scanner.value();
        return new Json(text, from, scanner.at());
    }

    private static void skipTo(JsonScanner scanner, char separator) {
        scanner.blanks();
        scanner.take(separator);
        scanner.blanks();
    }

    /// The text between quotes, without escapes if they are those of JSON. Not for secrets.
    static String unquoted(String quoted) {
        return of(quoted.getBytes(StandardCharsets.UTF_8)) instanceof Json json && json.kind() == Kind.STRING
                ? json.name()
                : quoted.substring(1, quoted.length() - 1);
    }

    private String name() {
        try (var buffer = new SecretBuffer()) {
            writeText(buffer);
            return new String(buffer.bytes(), StandardCharsets.UTF_8);
        }
    }

    /// As it stands in the document.
    void writeRaw(SecretBuffer out) {
        out.add(text, start, end);
    }

    /// Without the blanks between its parts.
    void writeCompact(SecretBuffer out) {
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
            case STRING -> JsonText.unquote(text, start + 1, end - 1, out);
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
