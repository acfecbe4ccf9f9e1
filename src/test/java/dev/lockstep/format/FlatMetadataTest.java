package dev.lockstep.format;

import static dev.lockstep.format.FakeSeal.entry;
import static dev.lockstep.format.FakeSeal.list;
import static dev.lockstep.format.FakeSeal.map;
import static dev.lockstep.format.FakeSeal.scalar;
import static dev.lockstep.format.FakeSeal.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.TreeComparison;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlatMetadataTest {
    @Test
    void marksPositionsAndKeysButNotTheFirst() {
        var block = map(
                entry("version", text("3")),
                entry(
                        "kms",
                        list(
                                map(entry("arn", text("a")), entry("context", map(entry("env", text("prod"))))),
                                map(entry("arn", text("b"))))),
                entry("nothing", scalar(Type.NULL, "")),
                entry("none", list()),
                entry("empty", map()),
                entry("mac_only_encrypted", scalar(Type.BOOLEAN, "True")));
        assertThat(FlatMetadata.flattened(block).keySet())
                .containsExactly(
                        "kms__list_0__map_arn",
                        "kms__list_0__map_context__map_env",
                        "kms__list_1__map_arn",
                        "mac_only_encrypted",
                        "version");
    }

    @Test
    void ordersByBytesSoThatPositionTenComesBeforeTwo() {
        var items = new ArrayList<Node>();
        for (int i = 0; i < 11; i++) {
            items.add(text("x" + i));
        }
        var lines = FlatMetadata.flattened(map(entry("age", list(items.toArray(Node[]::new)))));
        assertThat(lines.keySet()).startsWith("age__list_0", "age__list_1", "age__list_10", "age__list_2");
    }

    @Test
    void givesBackEveryBlockOfTexts() {
        long seed = Long.getLong("lockstep.seed", 20261201);
        var random = new Random(seed);
        for (int run = 0; run < 2_000; run++) {
            var block = block(random, 0);
            var lines = new ArrayList<FlatMetadata.Line>();
            FlatMetadata.flattened(block).forEach((key, value) -> lines.add(new FlatMetadata.Line(key, value, "")));
            if (!lines.isEmpty()) {
                var again = FlatMetadata.nested(lines);
                assertThat(TreeComparison.sameValues(List.of(sorted(again)), List.of(sorted(block))))
                        .as("seed %d, run %d", seed, run)
                        .isTrue();
            }
        }
    }

    /// Maps lose their order in flat form.
    private static Mapping sorted(Node node) {
        return (Mapping) sortedNode(node);
    }

    private static Node sortedNode(Node node) {
        return switch (node) {
            case Mapping(var members, var span) ->
                new Mapping(
                        members.stream()
                                .map(Node.Entry.class::cast)
                                .sorted((one, other) -> one.key().compareTo(other.key()))
                                .map(entry -> (Node.Member) entry.with(sortedNode(entry.value())))
                                .toList(),
                        span);
            case Node.Sequence(var items, var span) ->
                new Node.Sequence(
                        items.stream().map(FlatMetadataTest::sortedNode).toList(), span);
            default -> node;
        };
    }

    private static Mapping block(Random random, int depth) {
        var members = new ArrayList<Node.Member>();
        for (var key : List.of("a", "b_", "_c", "", "map_", "list_0")) {
            if (random.nextInt(depth == 0 ? 2 : 3) == 0) {
                members.add(entry(key, node(random, depth + 1)));
            }
        }
        if (members.isEmpty()) {
            members.add(entry("k", text("v")));
        }
        return map(members.toArray(Node.Member[]::new));
    }

    private static Node node(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 1 : 3)) {
            case 0 -> text("v" + random.nextInt(100));
            case 1 -> block(random, depth);
            default -> {
                var items = new ArrayList<Node>();
                for (int i = 0; i <= random.nextInt(12); i++) {
                    items.add(node(random, depth + 1));
                }
                yield list(items.toArray(Node[]::new));
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "'a__list_0,a__list_2', 'a list is not complete'",
        "'a__list_1', 'a list is not complete'",
        "'a__list_999999999', 'a list is not complete'",
        "'a,a', 'a field stands twice'",
        "'a__list_0,a__list_00', 'a field stands twice'",
        "'a,a__map_b', 'a field is of two kinds: value, map or list'",
        "'a__map_b,a', 'a field is of two kinds: value, map or list'",
        "'a__list_0,a__map_b', 'a field is of two kinds: value, map or list'",
        "'a__map_b,a__list_0', 'a field is of two kinds: value, map or list'",
        "'a__list_0__list_1x', 'a list position is followed by something else than a key or a position'",
    })
    void refusesLinesThatGiveNoTree(String keys, String what) {
        var source = new StringBuilder("A=1\n");
        for (var key : keys.split(",")) {
            source.append("sops_").append(key).append("=secret\n");
        }
        var refused = catchThrowableOfType(
                LockstepException.class,
                () -> new DotenvFormat().parse(source.toString().getBytes(UTF_8)));
        assertThat(refused.problem().kind()).isEqualTo(Kind.METADATA_INVALID);
        assertThat(refused.problem().what()).isEqualTo("sops metadata: " + what);
        assertThat(refused.problem().where()).matches(":[23]");
    }

    @Test
    void takesWhatOnlyLooksLikeAPositionForPartOfAKey() {
        var line = new FlatMetadata.Line("a__list_x", text("v"), "");
        assertThat(((Node.Entry) FlatMetadata.nested(List.of(line)).members().getFirst()).key())
                .isEqualTo("a__list_x");
    }

    @Test
    void boundsTheDepth() {
        var source = "sops_a" + "__map_b".repeat(500_000) + "=x\n";
        var refused =
                catchThrowableOfType(LockstepException.class, () -> new DotenvFormat().parse(source.getBytes(UTF_8)));
        assertThat(refused.problem().line()).isEqualTo(":1: sops metadata: nested deeper than 1000 levels");
    }

    @ParameterizedTest
    @CsvSource({"a__map_b", "a__list_0", "__list_"})
    void refusesAKeyThatWouldBeReadAsSeveral(String key) {
        for (var block : List.of(map(entry(key, text("x"))), map(entry("kms", list(map(entry(key, text("x")))))))) {
            var refused = catchThrowableOfType(LockstepException.class, () -> FlatMetadata.flattened(block));
            assertThat(refused.problem().kind()).isEqualTo(Kind.NOT_EMITTABLE);
        }
    }
}
