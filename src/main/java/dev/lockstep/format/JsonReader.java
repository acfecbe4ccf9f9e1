package dev.lockstep.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.lockstep.document.Document;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Decimal;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads JSON (RFC 8259). Jackson's stream says what the tokens are and where they start; values are cut from the
/// source bytes.
///
/// Beyond what sops refuses, this refuses what sops would lose: data after the object, text that is not UTF-8, half
/// surrogate pairs.
final class JsonReader {
    /// How many maps and lists may stand in one another: what every walk of a tree can do on a thread's default stack.
    static final int MAX_DEPTH = 1_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final byte[] source;
    private final JsonParser parser;
    private final List<Plaintext> values = new ArrayList<>();

    private JsonReader(byte[] source, JsonParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /// Takes the array over.
    static Document read(byte[] source) {
        checkText(source);
        try (var parser = FACTORY.createParser(source)) {
            return new JsonReader(source, parser).document();
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private Document document() throws IOException {
        boolean complete = false;
        try {
            var document = Document.owning(source, List.of(topLevel()));
            complete = true;
            return document;
        } catch (StreamConstraintsException _) {
            throw malformed(source, place(), "nested deeper than " + MAX_DEPTH + " levels", "");
        } catch (JsonProcessingException _) {
            // Never Jackson's own message: it quotes the input.
            throw JsonFault.of(source);
        } finally {
            if (!complete) {
                values.forEach(Plaintext::close);
            }
        }
    }

    private static void checkText(byte[] source) {
        if (source.length >= 3 && source[0] == (byte) 0xef && source[1] == (byte) 0xbb && source[2] == (byte) 0xbf) {
            throw malformed(source, 0, "starts with a byte order mark", "save the file as UTF-8 without one");
        }
        boolean marked = source.length >= 2 && (source[0] & 0xfe) == 0xfe && (source[1] & 0xfe) == 0xfe;
        if (marked && source[0] != source[1]) { // FF FE or FE FF
            throw malformed(source, 0, "text is UTF-16", "save the file as UTF-8");
        }
        int invalid = Utf8.firstInvalid(source);
        if (invalid >= 0) {
            throw malformed(source, invalid, "not valid UTF-8", "save the file as UTF-8");
        }
        for (int i = 0; i < Math.min(4, source.length); i++) {
            if (source[i] == 0) { // Jackson would take it for UTF-16 or UTF-32
                throw malformed(source, 0, "text is UTF-16 or UTF-32, or no text at all", "save the file as UTF-8");
            }
        }
    }

    private Mapping topLevel() throws IOException {
        var first = parser.nextToken();
        if (first == null) {
            throw malformed(source, 0, "the file is empty; a JSON file holds one object", "write at least {}");
        }
        if (first != JsonToken.START_OBJECT) {
            throw malformed(
                    source,
                    tokenStart(),
                    "only files with a top-level object are supported",
                    "wrap the data: {\"data\": …}");
        }
        var root = mapping();
        if (parser.nextToken() != null) {
            throw malformed(
                    source, tokenStart(), "data after the top-level object", "remove what follows the closing brace");
        }
        return root;
    }

    private Node node(JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> mapping();
            case START_ARRAY -> sequence();
            case VALUE_STRING -> string();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> word(Type.BOOLEAN, "True", 4);
            case VALUE_FALSE -> word(Type.BOOLEAN, "False", 5);
            case VALUE_NULL -> word(Type.NULL, "", 4);
            default -> throw new IllegalStateException("no value begins with " + token);
        };
    }

    private Mapping mapping() throws IOException {
        int start = tokenStart();
        var members = new ArrayList<Member>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var keySpan = stringSpan();
            byte[] key = text(keySpan);
            members.add(new Entry(new String(key, StandardCharsets.UTF_8), keySpan, node(parser.nextToken())));
        }
        return new Mapping(members, new Span(start, tokenStart() + 1));
    }

    private Sequence sequence() throws IOException {
        int start = tokenStart();
        var items = new ArrayList<Node>();
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(node(token));
        }
        return new Sequence(items, new Span(start, tokenStart() + 1));
    }

    private Scalar string() {
        var span = stringSpan();
        return scalar(Type.STRING, text(span), span);
    }

    private Span stringSpan() {
        int start = tokenStart();
        return new Span(start, JsonText.end(source, start));
    }

    private byte[] text(Span span) {
        return JsonText.decode(source, span.start() + 1, span.end() - 1);
    }

    private Scalar number() {
        int start = tokenStart();
        int end = start;
        while (end < source.length && isNumberPart(source[end])) {
            end++;
        }
        var span = new Span(start, end);
        byte[] text = Arrays.copyOfRange(source, start, end);
        if (isInt64(text)) {
            // Like Go, which has no negative zero among its integers.
            boolean negativeZero = text.length == 2 && text[0] == '-' && text[1] == '0';
            return scalar(Type.INTEGER, negativeZero ? new byte[] {'0'} : text, span);
        }
        double number = parse(text, span);
        Arrays.fill(text, (byte) 0);
        if (Double.isInfinite(number)) {
            throw malformed(source, start, "a number is too large for 64 bits", "write it as a string");
        }
        return scalar(Type.FLOAT, Decimal.plain(number), span);
    }

    /// Jackson tells two numbers without a comma between them (`1-2`) only at the second.
    private double parse(byte[] text, Span span) {
        try {
            return Decimal.parse(text);
        } catch (NumberFormatException _) {
            throw JsonFault.of(source);
        }
    }

    private static boolean isNumberPart(byte octet) {
        return octet >= '0' && octet <= '9' || octet == '-' || octet == '+' || octet == '.' || (octet | 0x20) == 'e';
    }

    /// JSON has no leading zeros, so the count of digits tells most.
    private static boolean isInt64(byte[] text) {
        int sign = text[0] == '-' ? 1 : 0;
        for (int i = sign; i < text.length; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return false;
            }
        }
        int digits = text.length - sign;
        if (digits != 19) {
            return digits < 19;
        }
        byte[] limit = (sign == 1 ? "9223372036854775808" : "9223372036854775807").getBytes(StandardCharsets.US_ASCII);
        return Arrays.compare(text, sign, text.length, limit, 0, 19) <= 0;
    }

    private Scalar word(Type type, String canonical, int length) {
        int start = tokenStart();
        return scalar(type, canonical.getBytes(StandardCharsets.US_ASCII), new Span(start, start + length));
    }

    private Scalar scalar(Type type, byte[] bytes, Span span) {
        var value = Plaintext.owning(type, bytes);
        values.add(value);
        return new Scalar(value, span);
    }

    private int tokenStart() {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }

    /// Where the parser has come to.
    private int place() {
        return Math.toIntExact(parser.currentLocation().getByteOffset());
    }

    /// @param offset where the fault is
    static LockstepException malformed(byte[] source, int offset, String what, String next) {
        return new LockstepException(Kind.INPUT_MALFORMED, what, TextPlace.of(source, offset), next);
    }
}
