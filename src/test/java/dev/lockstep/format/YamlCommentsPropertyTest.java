package dev.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Files with comments in every place: none gets lost, none comes twice, and none changes the values.
class YamlCommentsPropertyTest {
    private static final long SEED = Long.getLong("lockstep.seed", 20260724);

    private final Random random = new Random(SEED);
    private int comments;

    @Test
    void everyCommentIsInTheTreeOnce() {
        for (int round = 0; round < 400; round++) {
            comments = 0;
            var out = new StringBuilder();
            map(out, 0, 0);
            String yaml = round % 4 == 3 ? out.toString().replace("\n", "\r\n") : out.toString();
            byte[] source = yaml.getBytes(StandardCharsets.UTF_8);
            try (var document = YamlReader.read(source)) {
                var texts = new ArrayList<String>();
                document.roots().forEach(root -> collect(root, source, texts));
                assertThat(texts)
                        .as("seed %d round %d:\n%s", SEED, round, yaml)
                        .hasSize(comments)
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void valuesAreTheSameWithoutComments() {
        for (int round = 0; round < 200; round++) {
            var out = new StringBuilder();
            map(out, 0, 0);
            var bare = out.toString()
                    .lines()
                    .map(YamlCommentsPropertyTest::uncommented)
                    .toList();
            try (var with = YamlReader.read(out.toString().getBytes(StandardCharsets.UTF_8));
                    var without = YamlReader.read((String.join("\n", bare) + "\n").getBytes(StandardCharsets.UTF_8))) {
                assertThat(values(YamlTreeText.of(with)))
                        .as("seed %d round %d:\n%s", SEED, round, out)
                        .isEqualTo(values(YamlTreeText.of(without)));
            }
        }
    }

    private static String uncommented(String line) {
        int comment = line.indexOf('#');
        return comment < 0 ? line : line.substring(0, comment);
    }

    private static List<String> values(String tree) {
        return tree.lines().filter(line -> !line.contains("#")).toList();
    }

    private static void collect(Node node, byte[] source, List<String> texts) {
        switch (node) {
            case Mapping(var members, _) -> {
                for (var member : members) {
                    switch (member) {
                        case Comment comment -> collect(comment, source, texts);
                        case Entry entry -> collect(entry.value(), source, texts);
                    }
                }
            }
            case Sequence(var items, _) -> items.forEach(item -> collect(item, source, texts));
            case Comment(var text, var span, _) -> {
                String written = new String(source, span.start(), span.length(), StandardCharsets.UTF_8);
                assertThat(written).isEqualTo("#" + new String(text.lent(), StandardCharsets.UTF_8));
                texts.add(written);
            }
            case Node.Scalar _, Node.Alias _ -> {}
        }
    }

    private String comment() {
        return "# c" + ++comments + (random.nextInt(5) == 0 ? " é" : "");
    }

    private void own(StringBuilder out, int indent) {
        while (random.nextInt(4) == 0) {
            if (random.nextBoolean()) {
                out.append('\n');
            } else {
                int column = random.nextInt(3) > 0 ? indent : random.nextInt(8);
                out.repeat(' ', column).append(comment()).append('\n');
            }
        }
    }

    private String behind() {
        return random.nextInt(4) == 0 ? "  " + comment() : "";
    }

    private void map(StringBuilder out, int indent, int depth) {
        int entries = 1 + random.nextInt(4);
        for (int i = 0; i < entries; i++) {
            own(out, indent);
            out.repeat(' ', indent).append('k').append(i).append(':');
            value(out, indent, depth);
        }
        own(out, indent);
    }

    private void value(StringBuilder out, int indent, int depth) {
        switch (random.nextInt(depth > 3 ? 3 : 6)) {
            case 0 -> out.append(" text").append(behind()).append('\n');
            case 1 -> out.append(behind()).append('\n');
            case 2 -> {
                out.append(" [ 1,").append(behind()).append('\n');
                own(out, indent + 2);
                out.repeat(' ', indent + 2).append("{a: b} ]").append(behind()).append('\n');
            }
            case 3 -> {
                out.append(behind()).append('\n');
                map(out, indent + 2, depth + 1);
            }
            case 4 -> {
                out.append(behind()).append('\n');
                for (int i = 0; i <= random.nextInt(3); i++) {
                    own(out, indent + 2);
                    out.repeat(' ', indent + 2).append('-');
                    value(out, indent + 2, depth + 1);
                }
            }
            default ->
                out.append(" |")
                        .append(behind())
                        .append('\n')
                        .repeat(' ', indent + 20)
                        .append("lines\n");
        }
    }
}
