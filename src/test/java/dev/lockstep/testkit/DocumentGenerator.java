package dev.lockstep.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Writes random YAML, JSON and dotenv files as people might: every scalar form, comments everywhere, odd indentation,
/// anchors, merge keys, several documents. The same seed gives the same file.
public final class DocumentGenerator {
    private static final String[] KEYS = {
        "name",
        "data",
        "stringData",
        "password",
        "user",
        "host",
        "port",
        "enabled",
        "ratio",
        "when",
        "token_secret",
        "note_unencrypted",
        "items",
        "spec",
        "a:b",
        "x.y",
        "with space",
        "é",
        "ключ",
        "k-1",
        "_",
        "UPPER",
        "nested",
        "on1"
    };
    private static final String[] PLAIN_WORDS = {
        "hello",
        "correct horse",
        "s3cr3t",
        "postgres://u:p@host/db",
        "a,b",
        "x=y",
        "-dash",
        "/path/to",
        "é",
        "日本語",
        "it's",
        "back\\slash",
        "100%",
        "v1.2.3",
        "a#b",
        "12:30:45",
        "2001-13-45",
        "0x",
        "1e",
        "1,000",
        "=",
        "yes",
        "No",
        "on",
        "~x",
        "<<x"
    };
    private static final String[] NUMBERS = {
        "0",
        "1",
        "-1",
        "42",
        "017",
        "0x1F",
        "0b101",
        "0o17",
        "1_000",
        "9223372036854775807",
        "-9223372036854775808",
        "+7"
    };
    private static final String[] FLOATS = {
        "1.5",
        "1.0",
        "-0.0",
        "1e3",
        "1e-7",
        "123456789.12",
        "1000000.0",
        "1e21",
        ".5",
        "1.",
        "6.02e+23",
        ".inf",
        "-.INF",
        ".nan",
        "18446744073709551616"
    };
    private static final String[] TIMES = {
        "2001-12-14",
        "2001-12-14T21:59:43.10-05:00",
        "2001-12-14t21:59:43Z",
        "2001-12-14 21:59:43.123456789",
        "2002-1-1"
    };
    private static final String[] QUOTED = {
        "\"double\"",
        "\"tab\\tnew\\nline\"",
        "\"\\u00e9\\x41\"",
        "\"😀\"",
        "'single'",
        "'it''s'",
        "\" lead\"",
        "'true'",
        "\"123\"",
        "\"null\"",
        "'# not a comment'",
        "\"a: b\"",
        "\"\\\"q\\\"\"",
        "'{x}'",
        "\"end \""
    };
    private static final String[] COMMENTS = {
        " plain note", "no blank", " with: colon", " # double", " ünï", " TODO later", "\ttab", " ENC is a word"
    };

    private static final String[] VARIABLES = {
        "DB_HOST",
        "PASSWORD",
        "token_secret",
        "note_unencrypted",
        "name",
        "data",
        "port",
        "export API_KEY",
        "export B ",
        "  indented",
        "a.b",
        "a:b",
        "é",
        "sopsx",
        "SOPS_A",
        "with space",
        "\"quoted\"",
        "x#y",
        "back\\slash",
        "k-1"
    };
    private static final String[] VALUES = {
        "",
        "",
        "plain",
        "postgres://u:p@host/db?a=b",
        "\"double quoted\"",
        "'single # quoted'",
        "value # no comment",
        " blanks around ",
        "line\\nbreak",
        "\\n",
        "\\\\n\\\\",
        "tab\tinside",
        "$OTHER and ${OTHER}",
        "`command`",
        "=",
        "a==",
        "#",
        "é日本語😀",
        "ENC[not",
        "true",
        "42",
        "1.0",
        "~",
        "null",
        "{\"json\": [1, 2]}",
        "\u0001\u007f",
        "\u2028",
        "two\\n\\nbreaks\\n",
        "<nil>"
    };

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private final List<String> scalarAnchors = new ArrayList<>();
    private final List<String> mapAnchors = new ArrayList<>();
    private int anchors;
    private int step;

    public DocumentGenerator(long seed) {
        random = new Random(seed);
    }

    /// A file of a format, by its name.
    public String text(String format) {
        return switch (format) {
            case "json" -> json();
            case "dotenv" -> dotenv();
            default -> yaml();
        };
    }

    /// A YAML file of one or more documents.
    public String yaml() {
        out.setLength(0);
        int documents = chance(8) ? 2 + random.nextInt(2) : 1;
        for (int i = 0; i < documents; i++) {
            scalarAnchors.clear();
            mapAnchors.clear();
            step = 1 + random.nextInt(4) + (chance(2) ? 1 : 0);
            if (i > 0 || chance(6)) {
                out.append("---\n");
            }
            if (chance(4)) {
                comments(0);
                if (chance(2)) {
                    out.append('\n');
                }
            }
            mapping(0, 0);
        }
        if (chance(6)) {
            comments(0);
        }
        if (chance(10)) {
            while (!out.isEmpty() && out.charAt(out.length() - 1) == '\n') {
                out.setLength(out.length() - 1);
            }
        }
        return out.toString();
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private String any(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private void indent(int column) {
        out.repeat(' ', column);
    }

    private void comments(int column) {
        comments(column, false);
    }

    /// sops turns an empty comment of a list into an empty item; here it stays a comment, so lists get none.
    private void comments(int column, boolean list) {
        int lines = 1 + random.nextInt(2);
        for (int i = 0; i < lines; i++) {
            indent(column);
            String text = any(COMMENTS);
            out.append('#').append(list && text.isEmpty() ? " filled" : text).append('\n');
        }
    }

    private void between(int column, boolean list) {
        if (chance(8)) {
            out.append('\n');
        }
        if (chance(6)) {
            comments(column, list);
            if (chance(5)) {
                out.append('\n');
            }
        }
    }

    private void mapping(int column, int depth) {
        var used = new ArrayList<String>();
        int entries = 1 + random.nextInt(depth == 0 ? 6 : 3);
        for (int i = 0; i < entries; i++) {
            between(column, false);
            indent(column);
            entry(column, depth, used);
        }
        if (chance(12)) {
            comments(column);
        }
    }

    private void entry(int column, int depth, List<String> used) {
        if (!mapAnchors.isEmpty() && !used.contains("<<") && chance(8)) {
            used.add("<<");
            out.append("<<: *")
                    .append(mapAnchors.get(random.nextInt(mapAnchors.size())))
                    .append('\n');
            return;
        }
        String key = any(KEYS);
        while (used.contains(key)) {
            key = key + random.nextInt(10);
        }
        used.add(key);
        out.append(chance(6) ? '"' + key + '"' : key).append(':');
        value(column, depth);
    }

    /// What follows `key:` or `-`, up to and with the line break.
    private void value(int column, int depth) {
        int kind = random.nextInt(depth > 3 ? 12 : 17);
        if (kind < 10) {
            out.append(' ');
            if (chance(12)) {
                String anchor = "s" + anchors++;
                out.append('&').append(anchor).append(' ').append(any(PLAIN_WORDS));
                scalarAnchors.add(anchor);
            } else {
                out.append(scalar());
            }
            lineEnd();
        } else if (kind == 10) {
            block(column);
        } else if (kind == 11) {
            emptyOrAlias();
        } else if (kind < 14) {
            nestedMapping(column, depth);
        } else if (kind < 16) {
            out.append(chance(6) ? " # c\n" : "\n");
            sequence(column + (chance(2) ? 0 : step), depth + 1);
        } else {
            out.append(' ');
            flow(0);
            lineEnd();
        }
    }

    private void nestedMapping(int column, int depth) {
        if (chance(5)) {
            String anchor = "m" + anchors++;
            out.append(" &").append(anchor).append('\n');
            mapping(column + step, depth + 1);
            mapAnchors.add(anchor);
        } else {
            out.append(chance(8) ? " # inside\n" : "\n");
            mapping(column + step, depth + 1);
        }
    }

    private void lineEnd() {
        if (chance(7)) {
            String text = any(COMMENTS);
            out.append(" #").append(text.isEmpty() ? " filled" : text);
        } else if (chance(30)) {
            out.append("  ");
        }
        out.append('\n');
    }

    private void emptyOrAlias() {
        switch (random.nextInt(6)) {
            case 0 -> out.append(" {}\n");
            case 1 -> out.append(" []\n");
            case 2 -> out.append(" ''\n");
            case 3 -> out.append("\n");
            default -> {
                boolean maps = !mapAnchors.isEmpty() && chance(2);
                var names = maps ? mapAnchors : scalarAnchors;
                out.append(names.isEmpty() ? " null" : " *" + names.get(random.nextInt(names.size())))
                        .append('\n');
            }
        }
    }

    private String scalar() {
        return switch (random.nextInt(9)) {
            case 0, 1 -> any(NUMBERS);
            case 2 -> any(FLOATS);
            case 3 -> any(TIMES);
            case 4 -> any(QUOTED);
            case 5 -> chance(2) ? "true" : chance(2) ? "False" : chance(2) ? "null" : "~";
            case 6 -> chance(8) ? "!!str 123" : chance(8) ? "!!binary aGVsbG8=" : any(QUOTED);
            default -> any(PLAIN_WORDS);
        };
    }

    private void block(int column) {
        boolean folded = chance(3);
        out.append(' ').append(folded ? '>' : '|').append(any(new String[] {"", "-", "+"}));
        out.append(chance(10) ? " # block\n" : "\n");
        int deep = column + step;
        int lines = 1 + random.nextInt(4);
        for (int i = 0; i < lines; i++) {
            if (i > 0 && chance(5)) {
                out.append('\n');
            }
            indent(deep + (i > 0 && chance(5) ? 2 : 0));
            out.append(any(PLAIN_WORDS)).append('\n');
        }
        if (chance(6)) {
            out.append('\n');
        }
    }

    private void sequence(int column, int depth) {
        int items = 1 + random.nextInt(3);
        for (int i = 0; i < items; i++) {
            between(column, true);
            indent(column);
            out.append('-');
            switch (random.nextInt(8)) {
                case 0 -> {
                    out.append(' ');
                    var used = new ArrayList<String>();
                    entry(column + 2, depth + 1, used);
                    for (int more = random.nextInt(2); more > 0; more--) {
                        indent(column + 2);
                        entry(column + 2, depth + 1, used);
                    }
                }
                case 1 -> {
                    out.append(' ');
                    flow(0);
                    lineEnd();
                }
                case 2 -> out.append(chance(2) ? " {}\n" : " []\n");
                default -> {
                    out.append(' ').append(scalar());
                    lineEnd();
                }
            }
        }
    }

    private void flow(int depth) {
        boolean map = chance(2);
        out.append(map ? '{' : '[');
        int items = random.nextInt(3);
        for (int i = 0; i < items; i++) {
            if (i > 0) {
                out.append(chance(3) ? "," : ", ");
            }
            if (map) {
                out.append("f").append(i).append(chance(3) ? "_secret: " : ": ");
            }
            if (depth < 2 && chance(5)) {
                flow(depth + 1);
            } else {
                out.append(chance(2) ? any(QUOTED) : chance(2) ? any(NUMBERS) : "word" + i);
            }
        }
        out.append(map ? '}' : ']');
    }

    /// A JSON file.
    public String json() {
        out.setLength(0);
        step = random.nextInt(5);
        object(0);
        if (!chance(6)) {
            out.append('\n');
        }
        return out.toString();
    }

    /// A dotenv file, one that sops takes.
    public String dotenv() {
        out.setLength(0);
        boolean returns = chance(8);
        int lines = random.nextInt(14);
        for (int i = 0; i < lines; i++) {
            switch (random.nextInt(8)) {
                case 0 -> out.append('\n');
                case 1 -> out.append('#').append(any(COMMENTS)).append('\n');
                case 2 -> out.append(chance(2) ? "#\n" : "#KEY=old\n");
                default -> {
                    out.append(any(VARIABLES)).append(chance(5) ? "" : i).append('=');
                    out.append(any(VALUES)).append(returns ? "\r\n" : "\n");
                }
            }
        }
        if (chance(4) && !out.isEmpty()) {
            out.setLength(out.length() - 1);
        }
        return out.toString();
    }

    private void newLine(int depth) {
        if (step > 0) {
            out.append('\n').repeat(' ', step * depth);
        }
    }

    private void object(int depth) {
        out.append('{');
        int entries = random.nextInt(depth == 0 ? 7 : 4);
        for (int i = 0; i < entries; i++) {
            if (i > 0) {
                out.append(',');
            }
            newLine(depth + 1);
            out.append('"').append(any(KEYS)).append(i).append("\":");
            if (step > 0) {
                out.append(' ');
            }
            jsonValue(depth);
        }
        if (entries > 0) {
            newLine(depth);
        }
        out.append('}');
    }

    private void jsonValue(int depth) {
        switch (random.nextInt(depth > 3 ? 7 : 9)) {
            case 0 -> out.append(any(new String[] {"0", "-1", "42", "9007199254740993", "-9223372036854775808"}));
            case 1 ->
                out.append(any(
                        new String[] {"1.0", "1.5", "1e5", "1E-7", "1e21", "123456789.125", "18446744073709551615"}));
            case 2 -> out.append(chance(2) ? "true" : "false");
            case 3 -> out.append("null");
            case 4, 5, 6 ->
                out.append(any(new String[] {
                    "\"\"",
                    "\"text\"",
                    "\"a\\nb\"",
                    "\"\\u00e9\"",
                    "\"é\"",
                    "\"😀\"",
                    "\"\\ud83d\\ude00\"",
                    "\"<&>\"",
                    "\"a\\/b\"",
                    "\"\\\\\"",
                    "\"\\u2028\"",
                    "\"\\u0001\"",
                    "\"  \""
                }));
            case 7 -> object(depth + 1);
            default -> {
                out.append('[');
                int items = random.nextInt(3);
                for (int i = 0; i < items; i++) {
                    out.append(i > 0 ? ", " : "");
                    jsonValue(depth + 1);
                }
                out.append(']');
            }
        }
    }
}
