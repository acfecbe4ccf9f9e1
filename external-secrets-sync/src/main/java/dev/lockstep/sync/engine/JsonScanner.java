package dev.lockstep.sync.engine;

/// Finds where JSON values end (RFC 8259), in the bytes themselves: nothing of a secret becomes a String.
final class JsonScanner {
    private static final int DEEPEST = 500;

    private final byte[] text;
    private int at;
    private int depth;

    JsonScanner(byte[] text, int at) {
        this.text = text;
        this.at = at;
    }

    /// Where the next byte is that was not read yet.
    int at() {
        return at;
    }

    /// The next byte; -1 at the end.
    int peek() {
        return at < text.length ? text[at] : -1;
    }

    /// Reads one byte if it is this one.
    boolean take(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    void spaces() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
            at++;
        }
    }

    /// Reads a value; false if there is none that is well formed, or if it is nested too deeply.
    boolean value() {
        return switch (peek()) {
            case '{' -> nested('}', true);
            case '[' -> nested(']', false);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean nested(char end, boolean named) {
        at++;
        if (++depth > DEEPEST) {
            return false;
        }
        spaces();
        if (!take(end)) {
            do {
                spaces();
                if (named && !name()) {
                    return false;
                }
                if (!value()) {
                    return false;
                }
                spaces();
            } while (take(','));
            if (!take(end)) {
                return false;
            }
        }
        depth--;
        return true;
    }

    /// Reads the name of a member, up to where its value begins.
    boolean name() {
        if (!string()) {
            return false;
        }
        spaces();
        boolean colon = take(':');
        spaces();
        return colon;
    }

    boolean string() {
        if (!take('"')) {
            return false;
        }
        while (at < text.length) {
            int c = text[at++];
            if (c == '"') {
                return true;
            }
            if (c >= 0 && c < ' ' || c == '\\' && !escape()) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        int c = peek();
        at++;
        if (c != 'u') {
            return c >= 0 && "\"\\/bfnrt".indexOf(c) >= 0;
        }
        for (int end = at + 4; at < end; at++) {
            if (Character.digit(peek(), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!take(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        take('-');
        if (!take('0') && !digits()) {
            return false;
        }
        if (take('.') && !digits()) {
            return false;
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at > start;
    }
}
