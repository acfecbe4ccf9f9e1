package dev.lockstep.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.document.Document;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Decimal;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.testkit.DocumentGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is printed reads back as what it was: all values, and every comment somewhere.
class YamlEmissionPropertyTest {
    private static final long SEED = Long.getLong("lockstep.seed", 20261124);

    private final YamlFormat format = new YamlFormat();

    @Test
    void keepsEveryValueAndCommentOfRandomTrees() {
        var trees = new RandomTrees(new Random(SEED));
        for (int run = 0; run < 5_000; run++) {
            var roots = trees.roots();
            assertReadsBack(roots, trees.indent(), "seed " + SEED + ", run " + run);
        }
    }

    @Test
    void keepsEveryValueAndCommentOfFilesAsPeopleWriteThem() {
        for (int run = 0; run < 1_000; run++) {
            var source = new DocumentGenerator(SEED + run).yaml();
            try (var document = format.parse(source.getBytes(UTF_8))) {
                assertReadsBack(document.roots(), 4, "seed " + (SEED + run) + "\n" + source);
            }
        }
    }

    @Test
    void keepsEveryTextOfUpToThreeOddCharacters() {
        String[] odd = {
            "a", " ", "\n", "\t", ":", "#", "-", "?", "'", "\"", "\r", "\u0085", "\u2028", "\ufeff", "😀", "1", ".",
            "\u0000"
        };
        for (var x : odd) {
            for (var y : odd) {
                for (var z : odd) {
                    var node = FakeSeal.text(x + y + z);
                    var roots =
                            List.of(FakeSeal.map(FakeSeal.entry("k", FakeSeal.list(node)), FakeSeal.entry("v", node)));
                    assertReadsBack(roots, 4, "text " + Arrays.toString((x + y + z).getBytes(UTF_8)));
                }
            }
        }
    }

    @Test
    void isLinearInTheNumberOfKeys() {
        var members = new ArrayList<Member>();
        for (int i = 0; i < 100_000; i++) {
            members.add(FakeSeal.entry("key" + i, FakeSeal.map(FakeSeal.entry("value", FakeSeal.text("text " + i)))));
        }
        long start = System.nanoTime();
        assertThat(format.emit(List.of(new Mapping(members, Span.NONE)), 4)).hasSizeGreaterThan(2_000_000);
        assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(10_000_000_000L);
    }

    private void assertReadsBack(List<Mapping> roots, int indent, String as) {
        byte[] yaml = format.emit(roots, indent);
        var printed = new String(yaml, UTF_8);
        try (var again = parse(yaml, as)) {
            assertThat(shape(again.roots())).as("%s%n%s", as, printed).isEqualTo(shape(roots));
            assertThat(comments(again.roots()))
                    .as("%s%n%s", as, printed)
                    .containsExactlyInAnyOrderElementsOf(comments(roots));
        }
    }

    private Document parse(byte[] yaml, String as) {
        try {
            return format.parse(yaml.clone());
        } catch (LockstepException e) {
            throw new AssertionError(as + "\n" + new String(yaml, UTF_8), e);
        }
    }

    private static String shape(List<? extends Node> nodes) {
        var out = new StringBuilder();
        nodes.forEach(node -> shape(node, out));
        return out.toString();
    }

    private static void shape(Node node, StringBuilder out) {
        switch (node.resolved()) {
            case Mapping(var members, _) -> {
                out.append('{');
                for (var member : members) {
                    if (member instanceof Entry entry) {
                        out.append(entry.key()).append('=');
                        shape(entry.value(), out);
                    }
                }
                out.append('}');
            }
            case Sequence(var items, _) -> {
                out.append('[');
                items.forEach(item -> shape(item, out));
                out.append(']');
            }
            case Scalar(var value, _) -> out.append(meaning(value));
            case Comment _ -> {}
            case Node.Alias _ -> throw new IllegalStateException("resolved");
        }
    }

    /// A float that is printed without a fraction comes back as an integer, as from sops.
    private static String meaning(Plaintext value) {
        var bytes = new String(value.lent(), ISO_8859_1);
        if (value.type() == Type.FLOAT) {
            var printed = new String(Decimal.yaml(Decimal.parse(value.lent())), ISO_8859_1);
            if (printed.matches("-?[0-9]+")) {
                return "INTEGER(" + Long.parseLong(printed) + ")";
            }
        }
        return value.type() + "(" + bytes + ")";
    }

    private static List<String> comments(List<? extends Node> nodes) {
        var found = new ArrayList<String>();
        nodes.forEach(node -> comments(node, found));
        return found;
    }

    private static void comments(Node node, List<String> found) {
        switch (node.resolved()) {
            case Mapping(var members, _) -> {
                for (var member : members) {
                    switch (member) {
                        case Entry entry -> comments(entry.value(), found);
                        case Comment comment -> comments(comment, found);
                    }
                }
            }
            case Sequence(var items, _) -> items.forEach(item -> comments(item, found));
            case Comment comment -> found.add(new String(comment.text().lent(), UTF_8));
            case Scalar _, Node.Alias _ -> {}
        }
    }

    /// Random trees of every type, text of every kind, comments everywhere.
    private record RandomTrees(Random random) {
        private static final String[] PIECES = {
            "a",
            "b c",
            " ",
            "\n",
            "\t",
            ": ",
            ":",
            " #",
            "#",
            "- ",
            "?",
            "'",
            "\"",
            "\\",
            "é",
            "\u00a0",
            "\u0085",
            "\u2028",
            "\ufeff",
            "😀",
            "\u0000",
            "\u001b",
            "\r",
            "1",
            "0",
            "true",
            "~",
            "y",
            ",",
            "[",
            "}",
            "&",
            "*",
            "!",
            "|",
            "%",
            "@",
            "`",
            "---",
            "...",
            ".",
            "_",
            "+",
            "12:30:45",
            "2001-01-01",
            "0x1F",
            "\ufffe"
        };

        int indent() {
            return random.nextInt(10);
        }

        List<Mapping> roots() {
            return random.nextInt(6) == 0 ? List.of(map(0), map(0)) : List.of(map(0));
        }

        private Mapping map(int depth) {
            var members = new ArrayList<Member>();
            for (int i = random.nextInt(4); i > 0; i--) {
                comments(members);
                members.add(FakeSeal.entry(key(), node(depth)));
            }
            comments(members);
            return new Mapping(members, Span.NONE);
        }

        private Sequence list(int depth) {
            var items = new ArrayList<Node>();
            for (int i = random.nextInt(4); i > 0; i--) {
                comments(items);
                items.add(node(depth));
            }
            comments(items);
            return new Sequence(items, Span.NONE);
        }

        private void comments(List<? super Comment> to) {
            while (random.nextInt(6) == 0) {
                to.add(FakeSeal.comment(" c" + random.nextInt(1_000_000), random.nextInt(3) == 0));
            }
        }

        private String key() {
            var unique = Integer.toString(random.nextInt(1_000_000), 36);
            return switch (random.nextInt(8)) {
                case 0 -> text() + unique;
                case 1 -> "k".repeat(random.nextInt(140)) + unique;
                default -> "k" + unique;
            };
        }

        private String text() {
            var out = new StringBuilder();
            for (int i = random.nextInt(5); i > 0; i--) {
                out.append(PIECES[random.nextInt(PIECES.length)]);
            }
            return out.toString();
        }

        private Node node(int depth) {
            return switch (random.nextInt(depth > 4 ? 6 : 9)) {
                case 0, 1, 2 -> FakeSeal.text(text());
                case 3 -> FakeSeal.scalar(Type.INTEGER, Long.toString(random.nextLong()));
                case 4 ->
                    FakeSeal.scalar(Type.FLOAT, new String(Decimal.plain(random.nextGaussian() * 1e5), ISO_8859_1));
                case 5 -> odd();
                case 6, 7 -> map(depth + 1);
                default -> list(depth + 1);
            };
        }

        private Scalar odd() {
            return switch (random.nextInt(5)) {
                case 0 -> FakeSeal.scalar(Type.NULL, "");
                case 1 -> FakeSeal.scalar(Type.BOOLEAN, "False");
                case 2 -> FakeSeal.scalar(Type.TIME, "2001-12-14T21:59:43.1-05:00");
                case 3 -> FakeSeal.text("line one\nline two" + "\n".repeat(random.nextInt(3)));
                default -> {
                    var bytes = new byte[1 + random.nextInt(120)];
                    random.nextBytes(bytes);
                    yield new Scalar(Plaintext.owning(Type.STRING, bytes), Span.NONE);
                }
            };
        }
    }
}
