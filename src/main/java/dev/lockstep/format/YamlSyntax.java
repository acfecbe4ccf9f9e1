package dev.lockstep.format;

/// What the characters of a text allow in YAML, in the eyes of go-yaml 3.0.4: which styles can show it outside and
/// inside of brackets. What the text would mean without quotes is another question.
final class YamlSyntax {
    private boolean breaks;
    private boolean lineFeed;
    private boolean oddBreak;
    private boolean plain = true;
    private boolean plainInFlow = true;
    private boolean singleQuoted = true;
    private boolean literal = true;

    private YamlSyntax() {}

    /// Looks at text that is UTF-8.
    static YamlSyntax of(byte[] text) {
        var syntax = new YamlSyntax();
        if (text.length == 0) {
            syntax.plainInFlow = false;
            syntax.literal = false;
            return syntax;
        }
        if (text.length >= 3 && (text[0] == '-' || text[0] == '.') && text[1] == text[0] && text[2] == text[0]) {
            syntax.noPlain();
        }
        int before = ' ';
        for (int at = 0; at < text.length; ) {
            int width = Utf8.width(text, at);
            int character = width == 1 ? text[at] : Utf8.codePoint(text, at);
            boolean last = at + width == text.length;
            boolean blankFollows = last || text[at + width] == ' ' || text[at + width] == '\t';
            syntax.indicators(character, at == 0, before, blankFollows);
            syntax.characters(character, at == 0, last, before);
            before = character;
            at += width;
        }
        return syntax;
    }

    /// Whether it breaks lines at all, in YAML 1.1 or 1.2.
    boolean breaksLines() {
        return breaks;
    }

    boolean hasLineFeed() {
        return lineFeed;
    }

    /// @param flow whether the text stands in brackets
    boolean allowsPlain(boolean flow) {
        return flow ? plainInFlow : plain;
    }

    boolean allowsSingleQuotes() {
        return singleQuoted;
    }

    boolean allowsLiteral() {
        return literal && !oddBreak;
    }

    private void noPlain() {
        plain = false;
        plainInFlow = false;
    }

    private void indicators(int character, boolean first, int before, boolean blankFollows) {
        switch (character) {
            case ',', '[', ']', '{', '}' -> {
                plainInFlow = false;
                plain &= !first;
            }
            case '#' -> {
                if (isBlankOrBreak(before)) {
                    noPlain();
                }
            }
            case '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`' -> {
                if (first) {
                    noPlain();
                }
            }
            case '?' -> {
                plainInFlow = false;
                plain &= !(first && blankFollows);
            }
            case ':' -> {
                plainInFlow = false;
                plain &= !blankFollows;
            }
            case '-' -> {
                if (first && blankFollows) {
                    noPlain();
                }
            }
            default -> {}
        }
    }

    private void characters(int character, boolean first, boolean last, int before) {
        if (character == '\t') {
            noPlain();
            singleQuoted = false;
            // A tab where the indentation is to be found out: go-yaml cannot read its own block then.
            literal &= !first;
        } else if (!isPrintable(character)) {
            noPlain();
            singleQuoted = false;
            literal = false;
        }
        if (oddBreak) {
            // go-yaml would indent what follows a break that YAML 1.2 does not know: two readings of one file.
            singleQuoted = false;
        }
        if (character == ' ') {
            if (first || last) {
                noPlain();
            }
            literal &= !last;
            if (!first && isBreak(before)) {
                noPlain();
                singleQuoted = false;
            }
        } else if (isBreak(character)) {
            breaks = true;
            lineFeed |= character == '\n';
            oddBreak |= character != '\n';
            noPlain();
            singleQuoted &= before != '\\'; // which would seem to escape the break
            if (!first && before == ' ') {
                singleQuoted = false;
                literal = false;
            }
        }
    }

    private static boolean isBlankOrBreak(int character) {
        return character == ' ' || character == '\t' || character == 0 || isBreak(character);
    }

    /// What breaks a line for go-yaml; YAML 1.2 knows only the first two.
    static boolean isBreak(int character) {
        return character == '\n'
                || character == '\r'
                || character == 0x85
                || character == 0x2028
                || character == 0x2029;
    }

    /// Whether a YAML file may hold these characters as they are, which comments must.
    static boolean isReadable(byte[] text) {
        if (!Utf8.isValid(text)) {
            return false;
        }
        for (int at = 0; at < text.length; at += Utf8.width(text, at)) {
            int character = Utf8.codePoint(text, at);
            boolean odd = character >= 0x2028 && character <= 0x2029 || !isPrintable(character) && !isBreak(character);
            if (odd && character != '\t' && character < 0x10000) {
                return false;
            }
        }
        return true;
    }

    /// Whether a file may hold these characters on one line, for every reader.
    static boolean isOneLine(byte[] text) {
        if (!isReadable(text)) {
            return false;
        }
        for (int at = 0; at < text.length; at += Utf8.width(text, at)) {
            if (isBreak(Utf8.codePoint(text, at))) {
                return false;
            }
        }
        return true;
    }

    /// What needs no escape.
    static boolean isPrintable(int character) {
        return character == '\n'
                || character >= 0x20 && character <= 0x7e
                || character >= 0xa0 && character <= 0xfffd && character != 0xfeff;
    }
}
