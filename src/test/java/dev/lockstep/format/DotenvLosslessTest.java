package dev.lockstep.format;

import static dev.lockstep.format.FakeSeal.comment;
import static dev.lockstep.format.FakeSeal.entry;
import static dev.lockstep.format.FakeSeal.list;
import static dev.lockstep.format.FakeSeal.map;
import static dev.lockstep.format.FakeSeal.scalar;
import static dev.lockstep.format.FakeSeal.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.TreeComparison;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.testkit.DocumentGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotenvLosslessTest {
    private final DotenvFormat format = new DotenvFormat();

    /// The folders of `testdata/files/dotenv-lossless`: `plain.env`, and what encryption makes of it with a cipher that
    /// hides nothing in `sealed.env`.
    static Stream<Path> cases() throws IOException {
        try (var folders = Files.list(Path.of(System.getProperty("lockstep.root"), "testdata/files/dotenv-lossless"))) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void changesOnlyWhatIsEncryptedAndGivesEveryByteBack(Path folder) throws IOException {
        byte[] plain = Files.readAllBytes(folder.resolve("plain.env"));
        byte[] sealed;
        try (var document = format.parse(plain.clone())) {
            sealed = format.render(document, YamlFakeSeal.sealedWithMetadata(document.roots()), FormattingHints.none());
        }
        try (var document = format.parse(sealed.clone())) {
            assertThat(format.render(document, YamlFakeSeal.opened(document.roots()), FormattingHints.none()))
                    .isEqualTo(plain);
        }
        var golden = folder.resolve("sealed.env");
        if ("write".equals(System.getProperty("golden"))) {
            Files.write(golden, sealed);
        }
        assertThat(sealed).asString(UTF_8).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "\n\n\n",
                "A=1",
                "A=1\n",
                "A=1\n\n\n",
                "\n\nA=1",
                "# only\n",
                "#",
                "A=1\r\n# c\r\nB=2\r",
                " export A = 'x' # y\n=\nA=\nA=a\\nb\\\\n\\\n",
                "A=\u0000\u00ff\n#\u00fe\n",
            })
    void givesBackEveryByteOfAFileThatWasEncrypted(String text) {
        assertThat(FakeSeal.restored(format, text.getBytes(ISO_8859_1)))
                .asString(ISO_8859_1)
                .isEqualTo(text);
    }

    @Test
    void givesBackEveryByteOfGeneratedFilesWithoutHints() {
        long first = Long.getLong("lockstep.seed", 30_000);
        for (long seed = first; seed < first + 3_000; seed++) {
            byte[] plain = new DocumentGenerator(seed).dotenv().getBytes(UTF_8);
            try (var document = format.parse(plain.clone())) {
                assertThat(format.render(document, copies(document.roots()), FormattingHints.none()))
                        .as("seed %d", seed)
                        .isEqualTo(plain);
            }
            assertThat(FakeSeal.restored(format, plain)).as("seed %d", seed).isEqualTo(plain);
        }
    }

    /// The same values in new nodes.
    private static List<Mapping> copies(List<Mapping> roots) {
        return roots.stream()
                .map(root -> (Mapping) FakeSeal.mapped(root, value -> value.copy()))
                .toList();
    }

    @Test
    void readsWhatItPrintedAsTheSameValues() {
        long first = Long.getLong("lockstep.seed", 40_000);
        for (long seed = first; seed < first + 3_000; seed++) {
            try (var document =
                            format.parse(new DocumentGenerator(seed).dotenv().getBytes(UTF_8));
                    var again = format.parse(format.emit(document.roots(), 0))) {
                assertThat(TreeComparison.sameValues(again.roots(), document.roots()))
                        .as("seed %d", seed)
                        .isTrue();
            }
        }
    }

    @Test
    void addsTheMetadataBehindAllLinesAndNoFinalBreakWhereThereIsNone() {
        var metadata = "sops_age__list_0__map_enc=-----BEGIN\\nabc\\n\nsops_age__list_0__map_recipient=age1\n"
                + "sops_mac=ENC[mac]";
        assertThat(sealed("A=x\n\n")).isEqualTo("A=ENC[FAKE,STRING,78]\n\n" + metadata + "\n");
        assertThat(sealed("A=")).isEqualTo("A=\n" + metadata);
        assertThat(sealed("")).isEqualTo(metadata + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "A, '# of B\nB=2\n\n# alone\n\n# 1\n# 2\nC=3\n'",
        "B, '# head\n\nA=1\n\n# alone\n\n# 1\n# 2\nC=3\n'",
        "C, '# head\n\nA=1\n# of B\nB=2\n\n# alone\n\n'",
        "ABC, '# head\n\n\n# alone\n\n'",
    })
    void takesTheCommentsDirectlyAboveAnEntryAwayWithIt(String keys, String left) {
        var source = "# head\n\nA=1\n# of B\nB=2\n\n# alone\n\n# 1\n# 2\nC=3\n";
        var expected = keys.equals("A") ? "# head\n\n" + left : left;
        assertThat(changed(
                        source,
                        members -> members.removeIf(
                                member -> member instanceof Entry entry && keys.contains(entry.key()))))
                .isEqualTo(expected);
    }

    @Test
    void takesOutACommentAlone() {
        assertThat(changed("# c\nA=1\n", members -> members.removeFirst())).isEqualTo("A=1\n");
    }

    @Test
    void takesOutTheLastEntryWithItsLineBreakOnly() {
        assertThat(changed("A=1\nB=2", members -> members.removeLast())).isEqualTo("A=1");
        assertThat(changed("A=1\nB=2\n", members -> members.removeLast())).isEqualTo("A=1\n");
        assertThat(changed("A=1\n", members -> members.removeLast())).isEmpty();
        assertThat(changed("A=1", members -> members.removeLast())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 'N=new\\n\n# c\nA=1\n\nB=2\n'",
        "1, '# c\nN=new\\n\nA=1\n\nB=2\n'",
        "2, '# c\nA=1\nN=new\\n\n\nB=2\n'",
        "3, '# c\nA=1\n\nB=2\nN=new\\n\n'",
    })
    void putsANewEntryWhereItStands(int index, String wanted) {
        assertThat(changed("# c\nA=1\n\nB=2\n", members -> members.add(index, entry("N", text("new\n")))))
                .isEqualTo(wanted);
    }

    @Test
    void putsNewLinesBeforeTheMetadata() {
        var source = "A=1\nsops_mac=x\nsops_version=3\n";
        assertThat(changed(source, members -> members.add(1, entry("N", text("2")))))
                .isEqualTo("A=1\nN=2\nsops_mac=x\nsops_version=3\n");
        assertThat(changed(source, members -> members.add(entry("N", text("2")))))
                .isEqualTo("A=1\nsops_mac=x\nsops_version=3\nN=2\n");
    }

    @Test
    void writesANewCommentAndANewEntryInAFileWithoutAny() {
        assertThat(changed("", members -> {
                    members.add(comment(" c", false));
                    members.add(entry("N", scalar(Type.INTEGER, "2")));
                }))
                .isEqualTo("# c\nN=2\n");
        assertThat(changed("A=1", members -> members.add(entry("N", text("2")))))
                .isEqualTo("A=1\nN=2");
    }

    @Test
    void replacesTheValueOfAKeyThatComesBackAsANewEntry() {
        assertThat(changed("# of A\nA=1\nB=2\nA=3\n", members -> members.set(3, entry("A", text("4")))))
                .isEqualTo("# of A\nA=1\nB=2\nA=4\n");
        assertThat(changed("# of A\nA=1\nB=2\n", members -> members.set(1, entry("A", text("4")))))
                .isEqualTo("# of A\nA=4\nB=2\n");
    }

    @Test
    void replacesAnEntryByAnother() {
        assertThat(changed("# of A\nA=1\nB=2\n", members -> members.set(1, entry("N", text("4")))))
                .isEqualTo("N=4\nB=2\n");
    }

    @Test
    void writesNewMetadataInThePlaceOfTheOld() {
        var source = "A=1\nsops_mac=x\nsops_age__list_0__map_enc=y\n# c\nB=2\nsops_version=3";
        var block = map(entry("mac", text("new")), entry("version", text("4")));
        assertThat(changed(source, members -> members.set(1, entry("sops", block))))
                .isEqualTo("A=1\nsops_mac=new\nsops_version=4\n# c\nB=2");
    }

    @Test
    void takesTheMetadataOutWhereverItsLinesStandAndKeepsTheCommentAbove() {
        var source = "A=1\n# c\nsops_mac=x\nB=2\nsops_version=3";
        assertThat(changed(
                        source,
                        members -> members.removeIf(member ->
                                member instanceof Entry entry && entry.key().equals("sops"))))
                .isEqualTo("A=1\n# c\nB=2");
    }

    @Test
    void movesAnEntryThatStandsElsewhereNow() {
        assertThat(changed("A=1\nB=2\nC=3\n", members -> members.add(members.removeFirst())))
                .isEqualTo("B=2\nC=3\nA=1\n");
    }

    @Test
    void givesWhatStandsInTheNewTreeAfterAnyChange() {
        long seed = Long.getLong("lockstep.seed", 20261202);
        var random = new Random(seed);
        for (int run = 0; run < 3_000; run++) {
            try (var before =
                    format.parse(new DocumentGenerator(seed + run).dotenv().getBytes(UTF_8))) {
                var root = before.roots().getFirst();
                var members = new ArrayList<>(root.members());
                for (int i = random.nextInt(5); i > 0; i--) {
                    change(members, random, i);
                }
                var after = new Mapping(members, root.span());
                try (var again = format.parse(format.render(before, List.of(after), FormattingHints.none()))) {
                    assertThat(TreeComparison.sameValues(again.roots(), List.of(after)))
                            .as("seed %d, run %d", seed, run)
                            .isTrue();
                }
            }
        }
    }

    private static void change(List<Member> members, Random random, int number) {
        int at = random.nextInt(members.size() + 1);
        boolean exists = at < members.size();
        switch (random.nextInt(4)) {
            case 0 -> members.add(at, entry("NEW" + number, text("v\n" + number)));
            case 1 -> members.add(at, comment(" new " + number, false));
            case 2 -> {
                if (exists) {
                    members.remove(at);
                }
            }
            default -> {
                if (exists) {
                    members.set(
                            at,
                            switch (members.get(at)) {
                                case Entry old when random.nextBoolean() -> old.with(text("changed"));
                                case Entry old -> entry(old.key(), text("again"));
                                case Comment old -> new Comment(old.text().copy(), old.span(), false);
                            });
                }
            }
        }
    }

    @Test
    void refusesWhatHasNoLine() {
        assertThatThrownBy(() -> changed("A=1\n", members -> members.add(entry("N", scalar(Type.NULL, "")))))
                .isInstanceOf(LockstepException.class)
                .hasMessage("dotenv has no null, which is the value of N");
        assertThatThrownBy(() ->
                        changed("A=1\n", members -> members.set(0, ((Entry) members.getFirst()).with(list(text("1"))))))
                .isInstanceOf(LockstepException.class)
                .hasMessage("cannot use complex value in dotenv file; offending key A");
        assertThatThrownBy(() -> changed("A=1\n", members -> members.add(entry("a=b", text("1")))))
                .isInstanceOf(LockstepException.class);
    }

    @Test
    void isLinearInTheNumberOfLines() {
        var lines = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            lines.append("# c\nKEY=").append(i).append('\n');
        }
        var source = lines.toString();
        long start = System.nanoTime();
        assertThat(FakeSeal.restored(format, source.getBytes(UTF_8)))
                .asString(UTF_8)
                .isEqualTo(source);
        assertThat(changed(
                        source,
                        members -> members.replaceAll(
                                member -> member instanceof Entry entry ? entry(entry.key(), text("x")) : member)))
                .startsWith("# c\nKEY=x\n");
        assertThat(changed(source, members -> members.removeIf(Entry.class::isInstance)))
                .isEmpty();
        assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(30_000_000_000L);
    }

    private String sealed(String text) {
        var original = format.parse(text.getBytes(UTF_8));
        return new String(format.render(original, FakeSeal.sealed(original.roots()), FormattingHints.none()), UTF_8);
    }

    private interface Change {
        void of(List<Member> members);
    }

    private String changed(String source, Change change) {
        var before = format.parse(source.getBytes(UTF_8));
        var root = before.roots().getFirst();
        var members = new ArrayList<>(root.members());
        change.of(members);
        var after = new Mapping(members, root.span());
        return new String(format.render(before, List.of(after), FormattingHints.none()), UTF_8);
    }
}
