package dev.lockstep.format;

import static dev.lockstep.format.FakeSeal.entry;
import static dev.lockstep.format.FakeSeal.list;
import static dev.lockstep.format.FakeSeal.map;
import static dev.lockstep.format.FakeSeal.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLosslessTest {
    private final JsonFormat format = new JsonFormat();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ }",
                "{\n}",
                "\n\n{\n\t\n}\n\n",
                "{\"a\":1}",
                "{\"a\": 1}\n",
                "{ \"a\": \"x\" , \"b\" :[ ] }",
                "{\r\n    \"a\": 1.0,\r\n    \"b\": [1e5, -0, \"\\u00e9\\/\", \"\\u003c\", null, \"\"]\r\n}\r\n",
                "{\n  \"a\": {\n    \"b\": \"x\"\n  }\n}",
                "{\n\"a\": 1\n}",
                "{\"a\"\n:\n1}",
                "{\"a\":1,\n\n\"b\":2}",
                "{\"a\":1,\"a\":2}",
                "{\"sop\":12345678901234567890}",
            })
    void givesBackEveryByteOfAFileThatWasEncrypted(String json) {
        assertThat(restored(json)).isEqualTo(json);
    }

    @Test
    void givesBackEveryByteOfRandomFiles() {
        long seed = Long.getLong("lockstep.seed", 20261124);
        var random = new Random(seed);
        for (int run = 0; run < 3_000; run++) {
            var json = new RandomJson(random).file();
            assertThat(restored(json)).as("seed %d, run %d", seed, run).isEqualTo(json);
        }
    }

    @Test
    void changesOnlyTheValuesAndAddsTheMetadataInTheStyleOfTheFile() {
        assertThat(sealed("{\n  \"a\": \"x\",\n  \"n\": null\n}\n")).isEqualTo("""
                {
                  "a": "ENC[FAKE,STRING,78]",
                  "n": null,
                  "sops": {
                    "age": [
                      {
                        "enc": "-----BEGIN\\nabc\\n",
                        "recipient": "age1"
                      }
                    ],
                    "mac": "ENC[mac]"
                  }
                }
                """);
        assertThat(sealed("{\"a\":1}"))
                .isEqualTo("{\"a\":\"ENC[FAKE,INTEGER,31]\",\"sops\":{\"age\":[{\"enc\":"
                        + "\"-----BEGIN\\nabc\\n\",\"recipient\":\"age1\"}],\"mac\":\"ENC[mac]\"}}");
    }

    @Test
    void changesOnlyWhatDiffersInMetadataThatComesBackAsANewTree() {
        var before = format.parse(
                "{\"a\": 1, \"sops\":{\"mac\" : \"old\",\"v\":  [\"k\", \"\\u0061\"]}, \"z\": 2}".getBytes(UTF_8));
        var root = before.roots().getFirst();
        var members = new ArrayList<Member>(
                List.of(root.members().get(0), root.members().get(2)));
        members.add(entry("sops", map(entry("mac", text("new")), entry("v", list(text("k"), text("a"), text("b"))))));
        var after = new Mapping(members, root.span());
        assertThat(new String(format.render(before, List.of(after), FormattingHints.none()), UTF_8))
                .isEqualTo("{\"a\": 1, \"sops\":{\"mac\" : \"new\",\"v\":  [\"k\", \"\\u0061\", \"b\"]}, \"z\": 2}");
    }

    @Test
    void takesOutMembersWithOneCommaEach() {
        var source = "{ \"a\": 1 , \"b\": 2 , \"c\": 3 }";
        assertThat(without(source, "a")).isEqualTo("{ \"b\": 2 , \"c\": 3 }");
        assertThat(without(source, "b")).isEqualTo("{ \"a\": 1 , \"c\": 3 }");
        assertThat(without(source, "c")).isEqualTo("{ \"a\": 1 , \"b\": 2 }");
        assertThat(without(source, "ab")).isEqualTo("{ \"c\": 3 }");
        assertThat(without(source, "abc")).isEqualTo("{ }");
    }

    @Test
    void putsANewTreeInThePlaceOfAValueAtTheDepthOfItsLine() {
        var before = format.parse("{\n  \"a\": {\n    \"b\": 1\n  }\n}\n".getBytes(UTF_8));
        var root = before.roots().getFirst();
        var a = (Entry) root.members().getFirst();
        var inner = (Mapping) a.value();
        var b = (Entry) inner.members().getFirst();
        var changed = new Mapping(List.of(b.with(list(text("x")))), inner.span());
        var after = new Mapping(List.of(a.with(changed)), root.span());
        assertThat(new String(format.render(before, List.of(after), FormattingHints.none()), UTF_8))
                .isEqualTo("{\n  \"a\": {\n    \"b\": [\n      \"x\"\n    ]\n  }\n}\n");
    }

    @Test
    void isLinearInTheNumberOfKeys() {
        var json = new StringBuilder("{");
        for (int i = 0; i < 100_000; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("\"key")
                    .append(i)
                    .append("\":\"value\\u0061")
                    .append(i)
                    .append('"');
        }
        var source = json.append('}').toString();
        long start = System.nanoTime();
        assertThat(restored(source)).isEqualTo(source);
        assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(30_000_000_000L);
    }

    private String without(String source, String keys) {
        var before = format.parse(source.getBytes(UTF_8));
        var root = before.roots().getFirst();
        var kept = root.members().stream()
                .filter(member -> !(member instanceof Entry entry && keys.contains(entry.key())))
                .toList();
        var after = new Mapping(kept, root.span());
        return new String(format.render(before, List.of(after), FormattingHints.none()), UTF_8);
    }

    private String sealed(String json) {
        var original = format.parse(json.getBytes(UTF_8));
        return new String(format.render(original, FakeSeal.sealed(original.roots()), FormattingHints.none()), UTF_8);
    }

    private String restored(String json) {
        return new String(FakeSeal.restored(format, json.getBytes(UTF_8)), UTF_8);
    }

    /// Random JSON text in every style of white space and escapes.
    private record RandomJson(Random random) {
        private static final String[] BLANKS = {"", "", "", " ", "\n", "\r\n", "\t", "\n  ", " \n\n\t"};
        private static final String[] PIECES = {
            "a",
            "é",
            "😀",
            "\\n",
            "\\u0041",
            "\\u00e9",
            "\\/",
            "/",
            "<",
            "\\u003c",
            "\\\"",
            "\\\\",
            "\\ud83d\\ude00",
            " ",
            "\u2028"
        };
        private static final String[] NUMBERS = {
            "0", "-0", "1", "-17", "1.0", "1.50", "1e5", "1E+2", "-0.0", "9223372036854775808", "1e-400", "0.1"
        };

        String file() {
            return blank() + map(0) + blank();
        }

        private String map(int depth) {
            var out = new StringBuilder("{");
            int count = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                out.append(i == 0 ? "" : ",")
                        .append(blank())
                        .append(string())
                        .append(blank())
                        .append(':');
                out.append(blank()).append(value(depth + 1)).append(blank());
            }
            return out.append(count == 0 ? blank() : "").append('}').toString();
        }

        private String list(int depth) {
            var out = new StringBuilder("[");
            int count = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                out.append(i == 0 ? "" : ",")
                        .append(blank())
                        .append(value(depth + 1))
                        .append(blank());
            }
            return out.append(count == 0 ? blank() : "").append(']').toString();
        }

        private String value(int depth) {
            return switch (random.nextInt(depth > 4 ? 4 : 6)) {
                case 0, 1 -> string();
                case 2 -> NUMBERS[random.nextInt(NUMBERS.length)];
                case 3 -> new String[] {"true", "false", "null"}[random.nextInt(3)];
                case 4 -> map(depth);
                default -> list(depth);
            };
        }

        private String string() {
            var out = new StringBuilder("\"");
            for (int i = random.nextInt(4); i > 0; i--) {
                out.append(PIECES[random.nextInt(PIECES.length)]);
            }
            return out.append('"').toString();
        }

        private String blank() {
            return BLANKS[random.nextInt(BLANKS.length)];
        }
    }
}
