package dev.lockstep.format;

import java.util.Random;

/// YAML as people write it, at random: all scalar styles, nesting in lines and in braces, comments everywhere, anchors,
/// tags, several documents, every kind of end.
final class YamlSamples {
    private static final String[] PLAIN = {
        "v",
        "two words",
        "5",
        "-7",
        "0x1F",
        "1_000",
        "1.0",
        "1e3",
        "true",
        "False",
        "2001-12-14",
        "~",
        "yes",
        "12:30:45",
        "a:b",
        "http://x/y?z#w",
        "é",
        "x'y\"z",
        "-x",
        "null",
        "!!str 5",
        "!!int 5",
        "!local v",
        "!!binary aGk=",
        "!!binary gIE=",
        "!!float 1",
        "&n%d v",
        "!!str",
        "=",
        "a,b"
    };
    private static final String[] QUOTED = {
        "'single'",
        "''",
        "\"\"",
        "'it''s'",
        "\"double\"",
        "\"a\\tb\"",
        "\"\\u00e9\"",
        "\"a\\nb\"",
        "'5'",
        "\"true\"",
        "\"\\U0001F600\"",
        "' lead'",
        "\"x\\\n%i  y\"",
        "'a\n%i  b'",
        "\"a\n\n%i  b\"",
        "\"😀\"",
        "\"\\x01\"",
        "'#'",
        "\"a: b\""
    };

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private int names;
    private int anchors;

    private YamlSamples(long seed) {
        random = new Random(seed);
    }

    static String of(long seed) {
        var sample = new YamlSamples(seed);
        sample.stream();
        String text = sample.out.toString();
        if (sample.one(8)) {
            text = text.replace("\n", "\r\n");
        }
        if (sample.one(8)) {
            text = text.replaceAll("\r?\n$", "");
        }
        return sample.one(20) ? "\uFEFF" + text : text;
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private String pick(String[] texts) {
        return texts[random.nextInt(texts.length)];
    }

    private void stream() {
        if (one(4)) {
            out.append(one(2) ? "---\n" : "--- # start\n");
        }
        document();
        while (one(6)) {
            out.append(one(3) ? "...\n---\n" : "---\n");
            document();
        }
        if (one(12)) {
            out.append(one(2) ? "...\n" : "...\n# after\n");
        }
    }

    private void document() {
        switch (random.nextInt(14)) {
            case 0 -> {
                out.append(names == 0 && !out.toString().endsWith("---\n") ? "--- " : "");
                flowMap(2);
                out.append(one(3) ? " # end\n" : "\n");
            }
            case 1 ->
                out.append(
                                out.isEmpty()
                                                || out.toString().endsWith("\n")
                                                        && !out.toString().endsWith("---\n")
                                        ? "---\n"
                                        : "")
                        .append(one(2) ? "" : "null\n");
            default -> map(one(10) ? 2 : 0, 3);
        }
    }

    private void comments(int indent) {
        while (one(6)) {
            if (one(4)) {
                out.append(one(4) ? "  \n" : "\n");
            } else {
                int column = one(6) ? 0 : one(6) ? indent + 2 : indent;
                out.append(" ".repeat(column)).append("# c").append(names++).append("\n");
            }
        }
    }

    private void map(int indent, int depth) {
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            comments(indent);
            out.append(" ".repeat(indent));
            entry(indent, depth);
            comments(indent);
        }
    }

    private void entry(int indent, int depth) {
        String name = (one(8) ? "k_unencrypted" : "k") + names++;
        out.append(one(6) ? "\"" + name + "\":" : one(12) ? "? " + name + "\n" + " ".repeat(indent) + ":" : name + ":");
        value(indent, depth);
    }

    private void list(int indent, int depth) {
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            comments(indent);
            out.append(" ".repeat(indent)).append('-');
            if (depth > 0 && one(4)) {
                out.append(' ');
                entry(indent + 2, depth - 1);
                while (one(2)) {
                    out.append(" ".repeat(indent + 2));
                    entry(indent + 2, depth - 1);
                }
            } else if (depth > 0 && one(6)) {
                out.append(" - ")
                        .append(pick(PLAIN).replace("%d", "" + anchors++))
                        .append("\n");
            } else {
                value(indent, depth);
            }
            comments(indent);
        }
    }

    private void value(int indent, int depth) {
        if (depth > 0 && one(2)) {
            out.append(one(8) ? " &a" + anchors++ : "")
                    .append(one(6) ? " # i" + names++ : "")
                    .append("\n");
            if (one(2)) {
                map(indent + (one(3) ? 4 : 2), depth - 1);
            } else {
                list(indent + (one(2) ? 0 : 2), depth - 1);
            }
            return;
        }
        scalar(indent);
    }

    private void scalar(int indent) {
        String pad = " ".repeat(indent + 2);
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                block(indent);
                return;
            }
            case 2 ->
                out.append(" ")
                        .append("plain\n")
                        .append(pad)
                        .append("on lines\n\n")
                        .append(pad)
                        .append("three");
            case 3 -> out.append("\n").append(pad).append("below");
            case 4 -> {
                out.append(" ");
                flow(2);
            }
            case 5 -> out.append(anchors > 0 ? " *a" + random.nextInt(anchors) : " x");
            case 6 -> out.append(" &a").append(anchors++).append(" anchored");
            case 7, 8 -> out.append(" ").append(pick(QUOTED).replace("%i", " ".repeat(indent)));
            case 9 -> {}
            default -> out.append(" ").append(pick(PLAIN).replace("%d", "" + anchors++));
        }
        out.append(one(8) ? "  " : "").append(one(5) ? " # i" + names++ : "").append("\n");
    }

    private void block(int indent) {
        boolean folded = one(3);
        int digit = one(5) ? 2 : 0;
        out.append(one(10) ? " !!str" : "").append(one(10) ? " &a" + anchors++ : "");
        out.append(folded ? " >" : " |")
                .append(pick(new String[] {"", "-", "+"}))
                .append(digit > 0 ? "2" : "");
        out.append(one(6) ? " # i" + names++ : "").append("\n");
        String pad = " ".repeat(indent + 2);
        for (int left = one(12) ? 0 : 1 + random.nextInt(3); left > 0; left--) {
            out.append(one(8) ? "\n" : "").append(pad);
            out.append(digit > 0 && one(3) ? "  " : "")
                    .append("line")
                    .append(names++)
                    .append(one(10) ? " # no comment" : "");
            out.append(one(12) ? "  " : "").append("\n");
            if (one(6) && left > 1) {
                out.append(pad).append("  more\n");
            }
        }
        while (one(3)) {
            out.append(one(4) ? " " : "").append("\n");
        }
    }

    private void flow(int depth) {
        switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> out.append(pick(new String[] {"\"d\"", "'s'", "\"5\"", "\"a\\nb\"", "\"\""}));
            case 1 ->
                out.append(pick(
                        new String[] {"p", "two words", "5", "0x1F", "true", "~", "1.0", "!!str 5", "http://x", "-x"}));
            case 2 -> out.append(anchors > 0 && one(2) ? "*a" + random.nextInt(anchors) + " " : "v" + names++);
            case 3 -> out.append("&a").append(anchors++).append(" w");
            case 4 -> flowMap(depth - 1);
            default -> {
                out.append(one(3) ? "[ " : "[");
                for (int left = random.nextInt(4); left > 0; left--) {
                    flow(depth - 1);
                    out.append(left > 1 ? ", " : one(6) ? "," : "");
                }
                out.append(one(3) ? " ]" : "]");
            }
        }
    }

    private void flowMap(int depth) {
        out.append(one(3) ? "{ " : "{");
        for (int left = random.nextInt(4); left > 0; left--) {
            String name = "f" + names++;
            out.append(one(2) ? "\"" + name + "\": " : name + ": ");
            flow(depth);
            out.append(left > 1 ? ", " : one(6) ? "," : "");
        }
        out.append(one(3) ? " }" : "}");
    }
}
