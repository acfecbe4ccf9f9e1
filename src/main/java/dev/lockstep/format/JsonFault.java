package dev.lockstep.format;

import dev.lockstep.problem.LockstepException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Finds what is wrong with a text that the parser has refused: the place, what stands there, the edit that corrects
/// it. Quotes nothing of the text.
final class JsonFault {
    /// What may come next.
    private enum Next {
        VALUE,
        FIRST_ITEM,
        FIRST_NAME,
        NAME,
        COLON,
        COMMA,
        END
    }

    private static final String NUMBER = "write a number as 0.5, -1 or 1e9, or put it in double quotes";

    private final byte[] source;
    /// The offsets of the brackets that are open.
    private final ArrayDeque<Integer> open = new ArrayDeque<>();

    private Next next = Next.VALUE;
    private int at;
    private int comma = -1;
    private @Nullable LockstepException found;

    private JsonFault(byte[] source) {
        this.source = source;
    }

    /// The first fault of a text that is no JSON.
    static LockstepException of(byte[] source) {
        var search = new JsonFault(source);
        while (search.found == null) {
            search.step();
        }
        return search.found;
    }

    private void step() {
        while (at < source.length && isBlank(source[at])) {
            at++;
        }
        if (at == source.length) {
            end();
            return;
        }
        byte c = source[at];
        switch (next) {
            case VALUE -> value(c);
            case FIRST_ITEM -> {
                if (c == ']') {
                    close();
                } else {
                    value(c);
                }
            }
            case FIRST_NAME, NAME -> name(c);
            case COLON -> {
                if (c == ':') {
                    at++;
                    next = Next.VALUE;
                } else {
                    fail(at, "a colon is missing behind a name", "put a colon between name and value");
                }
            }
            case COMMA -> comma(c);
            case END -> fail(at, "data after the top-level value", "remove what follows the closing bracket");
        }
    }

    private void end() {
        if (open.isEmpty()) {
            fail(0, next == Next.END ? "not valid JSON" : "the file is empty", "write one JSON object");
        } else {
            int bracket = open.peek();
            boolean isObject = source[bracket] == '{';
            fail(
                    bracket,
                    "the " + (isObject ? "object" : "list") + " that begins here does not end",
                    "close it with a " + (isObject ? "brace" : "bracket") + ", or restore the end of the file");
        }
    }

    private void value(byte c) {
        switch (c) {
            case '{', '[' -> {
                open.push(at++);
                next = c == '{' ? Next.FIRST_NAME : Next.FIRST_ITEM;
            }
            case '"' -> string(Next.COMMA);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            case ']', '}' -> trailing();
            case ',' -> fail(at, "a value is missing before a comma", "write the value, or remove the comma");
            case '+', '.' -> fail(at, "a number begins with a sign or point that JSON does not have", NUMBER);
            default -> word(c);
        }
    }

    private void name(byte c) {
        if (c == '"') {
            string(Next.COLON);
        } else if (c == '}' && next == Next.FIRST_NAME) {
            close();
        } else if (c == '}' || c == ']') {
            trailing();
        } else if (isComment(c)) {
            comment();
        } else if (c == ',') {
            fail(at, "a name is missing before a comma", "remove the comma");
        } else if (c == '\'') {
            fail(at, "a name in single quotes", "put it in double quotes");
        } else {
            fail(at, "a name without double quotes", "put the name in double quotes");
        }
    }

    private void comma(byte c) {
        byte opening = source[open.getFirst()];
        if (c == ',') {
            comma = at++;
            next = opening == '{' ? Next.NAME : Next.VALUE;
        } else if (c == '}' && opening == '{' || c == ']' && opening == '[') {
            close();
        } else if (c == '}' || c == ']') {
            fail(
                    at,
                    "a closing " + (c == '}' ? "brace" : "bracket") + " where a "
                            + (opening == '{' ? "brace" : "bracket") + " is due",
                    "close first what was opened last");
        } else if (isComment(c)) {
            comment();
        } else if (c == ':') {
            fail(
                    at,
                    "a colon where a comma or closing bracket is due",
                    "put the name in double quotes, or add the comma");
        } else {
            fail(at, "a comma is missing before this value", "put a comma before it");
        }
    }

    private void close() {
        at++;
        open.pop();
        next = open.isEmpty() ? Next.END : Next.COMMA;
    }

    private void trailing() {
        if (comma >= 0 && isBlank(comma + 1, at)) {
            fail(comma, "a comma before the closing bracket", "remove the comma");
        } else {
            fail(at, "a closing bracket where a value is due", "write the value");
        }
    }

    private void string(Next behind) {
        int start = at++;
        while (at < source.length && source[at] != '"') {
            byte c = source[at];
            if (c == '\n' || c == '\r') {
                fail(
                        start,
                        "a string does not end on its line",
                        "close it with a quote, or write \\n for a line break");
                return;
            }
            if (c >= 0 && c < 0x20) {
                fail(at, "a control character in a string", c == '\t' ? "write \\t for a tab" : "write it as \\u00XX");
                return;
            }
            if (c == '\\' && !isEscape()) {
                fail(at, "a backslash that begins no escape", "write \\\\ for a backslash");
                return;
            }
            at += c == '\\' ? 2 : 1;
        }
        if (at >= source.length) {
            fail(start, "a string does not end", "close it with a quote");
            return;
        }
        at++;
        next = open.isEmpty() ? Next.END : behind;
    }

    private boolean isEscape() {
        if (at + 1 >= source.length) {
            return true; // the string does not end, which is told then
        }
        if (source[at + 1] != 'u') {
            return "\"\\/bfnrt".indexOf(source[at + 1]) >= 0;
        }
        for (int i = at + 2; i < at + 6; i++) {
            if (i >= source.length || Character.digit(source[i], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private void number() {
        int start = at;
        at += source[at] == '-' ? 1 : 0;
        int whole = at;
        boolean valid = digits() && (at - whole == 1 || source[whole] != '0');
        if (valid && at < source.length && source[at] == '.') {
            at++;
            valid = digits();
        }
        if (valid && at < source.length && (source[at] | 0x20) == 'e') {
            at++;
            at += at < source.length && (source[at] == '+' || source[at] == '-') ? 1 : 0;
            valid = digits();
        }
        if (valid && (at == source.length || isBlank(source[at]) || ",]}:/#".indexOf(source[at]) >= 0)) {
            next = open.isEmpty() ? Next.END : Next.COMMA;
        } else if (open.isEmpty()) {
            fail(start, "not JSON", asYaml());
        } else {
            fail(start, "a number in a form that JSON does not have", NUMBER);
        }
    }

    private boolean digits() {
        int from = at;
        while (at < source.length && source[at] >= '0' && source[at] <= '9') {
            at++;
        }
        return at > from;
    }

    private void word(byte c) {
        for (var word : new String[] {"true", "false", "null"}) {
            int end = at + word.length();
            if (startsWith(word) && (end == source.length || !Character.isLetterOrDigit(source[end]))) {
                at = end;
                next = open.isEmpty() ? Next.END : Next.COMMA;
                return;
            }
        }
        if (open.isEmpty()) {
            fail(at, "not JSON", asYaml());
        } else if (isComment(c)) {
            comment();
        } else if (c == '\'') {
            fail(at, "text in single quotes", "put it in double quotes");
        } else {
            fail(
                    at,
                    "a value that is neither text in double quotes, a number, true, false nor null",
                    "put text in double quotes");
        }
    }

    private boolean startsWith(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= source.length || source[at + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String asYaml() {
        return "a JSON file begins with a brace; if it is YAML, name it .yaml or give --input-type yaml";
    }

    private boolean isComment(byte c) {
        return c == '#' || c == '/';
    }

    private void comment() {
        fail(at, "a comment, which JSON does not have", "remove the comment");
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isBlank(source[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private void fail(int offset, String what, String edit) {
        found = JsonReader.malformed(source, offset, what, edit);
    }
}
