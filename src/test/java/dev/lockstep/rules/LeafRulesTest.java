package dev.lockstep.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Selection.EncryptedCommentRegex;
import dev.lockstep.rules.Selection.EncryptedRegex;
import dev.lockstep.rules.Selection.EncryptedSuffix;
import dev.lockstep.rules.Selection.Everything;
import dev.lockstep.rules.Selection.UnencryptedCommentRegex;
import dev.lockstep.rules.Selection.UnencryptedRegex;
import dev.lockstep.rules.Selection.UnencryptedSuffix;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeafRulesTest {
    private static final Mapping TREE = map(
            comment(" top"),
            entry("a", text("1")),
            entry("b_unencrypted", map(entry("c", text("2")), comment(" in b"))),
            entry(
                    "d",
                    list(
                            text("3"),
                            comment(" item"),
                            map(comment(" in item"), entry("e_unencrypted", text("4")), entry("f", text("5"))))),
            entry("nothing", new Scalar(Plaintext.none(), Span.NONE)),
            entry("empty", text("")));

    @Test
    void visitsInFileOrderWithPlaceAndAdditionalData() {
        var seen = new ArrayList<String>();
        LeafRules.of(new Everything()).walk(List.of(TREE, map(entry("second", text("6")))), leaf -> {
            seen.add(
                    leaf.place() + "|" + new String(leaf.aad(), UTF_8) + "|" + leaf.inSequence() + "|" + leaf.secret());
            return leaf.node();
        });
        assertThat(seen)
                .containsExactly(
                        "|:|false|true",
                        "a|a:|false|true",
                        "b_unencrypted.c|b_unencrypted:c:|false|true",
                        "b_unencrypted|b_unencrypted:|false|true",
                        "d[0]|d:|true|true",
                        "d|d:|true|true",
                        "d[2]|d:|false|true",
                        "d[2].e_unencrypted|d:e_unencrypted:|false|true",
                        "d[2].f|d:f:|false|true",
                        "empty|empty:|false|true",
                        "second|second:|false|true");
    }

    @Test
    void decidesByAnyKeyOfThePath() {
        assertThat(secrets(Selection.DEFAULT)).containsExactly("# top", "1", "3", "# item", "# in item", "5", "");
        assertThat(secrets(new UnencryptedSuffix("d"))).containsExactly("# top", "1", "");
        assertThat(secrets(new EncryptedSuffix("d")))
                .containsExactly("2", "# in b", "3", "# item", "# in item", "4", "5");
        assertThat(secrets(new EncryptedRegex("^(a|f)$"))).containsExactly("1", "5");
        assertThat(secrets(new EncryptedRegex("_un.*d"))).containsExactly("2", "# in b", "4");
        assertThat(secrets(new UnencryptedRegex("^d$"))).containsExactly("# top", "1", "2", "# in b", "");
    }

    @Test
    void noRuleAboutKeysReachesATopLevelComment() {
        assertThat(secrets(new UnencryptedRegex(".*"))).containsExactly("# top");
    }

    @Test
    void anActiveCommentCountsUntilTheNextValueAndForAllBelowIt() {
        var tree = map(
                comment(" enc: next"),
                comment(" after"),
                entry("a", map(entry("b", text("1")), comment(" inner"), entry("c", list(text("2"), text("3"))))),
                entry("d", text("4")),
                entry("e", list(comment(" enc: item"), text("5"), comment(" later"), text("6"))),
                comment(" enc: trailing"));
        assertThat(secrets(new EncryptedCommentRegex("enc:"), tree))
                .containsExactly("# after", "1", "# inner", "2", "3", "5");
        assertThat(secrets(new UnencryptedCommentRegex("enc:"), tree)).containsExactly("4", "# later", "6");
    }

    @Test
    void tellsWhichCommentWouldExemptWhatFollowsIt() {
        assertThat(LeafRules.of(new UnencryptedCommentRegex("^ENC")).exemptsComment("ENC[…]".getBytes(UTF_8)))
                .isTrue();
        assertThat(LeafRules.of(new UnencryptedCommentRegex("plain")).exemptsComment("ENC[…]".getBytes(UTF_8)))
                .isFalse();
        assertThat(LeafRules.of(new EncryptedCommentRegex("ENC")).exemptsComment("ENC[…]".getBytes(UTF_8)))
                .isFalse();
    }

    @Test
    void keepsEveryInstanceThatDidNotChange() {
        var rules = LeafRules.of(Selection.DEFAULT);
        assertThat(rules.walk(List.of(TREE), Leaf::node).getFirst()).isSameAs(TREE);

        var after = rules.walk(List.of(TREE), leaf -> is(leaf, "5") ? text("changed") : leaf.node())
                .getFirst();
        for (int i = 0; i < TREE.members().size(); i++) {
            if (i == 3) {
                assertThat(after.members().get(i)).isNotSameAs(TREE.members().get(i));
            } else {
                assertThat(after.members().get(i)).isSameAs(TREE.members().get(i));
            }
        }
        var before = (Sequence) ((Entry) TREE.members().get(3)).value();
        var list = (Sequence) ((Entry) after.members().get(3)).value();
        assertThat(list.items().get(0)).isSameAs(before.items().get(0));
        assertThat(textOf(((Entry) ((Mapping) list.items().get(2)).members().get(2)).value()))
                .isEqualTo("changed");
    }

    @Test
    void walksTheTargetOfAnAliasUnderTheAliassOwnPath() {
        var span = new Span(5, 9);
        var target = new Mapping(List.of(new Entry("k", span, new Scalar(value("v"), span)), comment(" c")), span);
        var alias = new Alias("x", target, new Span(20, 22));
        var tree = map(entry("plain_unencrypted", target), entry("copy", list(alias)));
        var rules = LeafRules.of(Selection.DEFAULT);
        var seen = new ArrayList<String>();
        var after = rules.walk(List.of(tree), leaf -> {
                    seen.add(leaf.place() + " " + new String(leaf.aad(), UTF_8) + " " + leaf.secret());
                    return leaf.secret() && leaf.node() instanceof Scalar ? text("sealed") : leaf.node();
                })
                .getFirst();
        assertThat(seen)
                .containsExactly(
                        "plain_unencrypted.k plain_unencrypted:k: false",
                        "plain_unencrypted plain_unencrypted: false",
                        "copy[0].k copy:k: true",
                        "copy[0] copy: true");
        assertThat(((Entry) after.members().get(0)).value()).isSameAs(target);
        var expanded = (Mapping)
                ((Sequence) ((Entry) after.members().get(1)).value()).items().getFirst();
        assertThat(expanded.span()).isEqualTo(alias.span());
        assertThat(((Entry) expanded.members().getFirst()).keySpan()).isEqualTo(Span.NONE);
        assertThat(textOf(((Entry) expanded.members().getFirst()).value())).isEqualTo("sealed");
        assertThat(((Comment) expanded.members().get(1)).span()).isEqualTo(Span.NONE);

        assertThat(rules.walk(List.of(tree), Leaf::node).getFirst()).isSameAs(tree);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[a", "a(?=b)", "(?<!x)y", "(a)\\1", "*", "a{2,1}", "a{1001}", "\\8", "(?P<n", "x**"})
    void refusesAnExpressionThatDoesNotCompileAndNamesTheRule(String regex) {
        for (var selection : List.of(new EncryptedRegex(regex), new EncryptedCommentRegex(regex))) {
            var thrown = catchThrowable(() -> LeafRules.of(selection));
            assertThat(thrown).isInstanceOf(LockstepException.class);
            var problem = ((LockstepException) thrown).problem();
            assertThat(problem.kind()).isEqualTo(Kind.CONFIG_INVALID);
            assertThat(problem.what())
                    .startsWith(
                            selection instanceof EncryptedRegex
                                    ? "encrypted_regex does not compile: "
                                    : "encrypted_comment_regex does not compile: ");
            assertThat(problem.next()).contains("at character ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "([)]a{1000}){1000}",
                "([^])]a{1000}){1000}",
                "([[:alpha:])]a{1000}){1000}",
                "(\\Q)\\Ea{1000}){1000}",
                "(\\)a{1000}){1,1000}",
                "(a{1000}){1000,}"
            })
    void refusesAnExpressionThatGrowsWithoutBound(String regex) {
        assertThat(catchThrowable(() -> LeafRules.of(new EncryptedRegex(regex))))
                .hasMessage("encrypted_regex does not compile: expression nests too deeply or is too large");
    }

    @Test
    void compilesLongAndNestedExpressionsThatAreBounded() {
        for (var regex :
                List.of("(a|b){2,3}[(]{1000}\\({100}", "a|".repeat(20_000) + "b", "(".repeat(900) + ")".repeat(900))) {
            assertThat(SearchPattern.compile("r", regex).isFoundIn("b")).isEqualTo(!regex.contains("{"));
        }
    }

    @Test
    void hostileExpressionsEndInTime() {
        for (var deep :
                List.of("(".repeat(30_000) + "a" + ")".repeat(30_000), "(".repeat(30_000), "a{1000}".repeat(8_000))) {
            assertThat(catchThrowable(() -> LeafRules.of(new EncryptedRegex(deep))))
                    .isInstanceOf(LockstepException.class)
                    .hasMessageContaining("does not compile");
        }
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            var rules = LeafRules.of(new EncryptedRegex("^(a+)+(x|y)*(.*,){11}P$"));
            rules.walk(List.of(map(entry("a".repeat(20_000) + ",", text("1")))), Leaf::node);
        });
    }

    @Test
    void refusesLongNamesOverManySecretsAndNamesThemShort() {
        var values = new Member[4_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = entry("k" + i, text("v"));
        }
        var tree = List.of(map(entry("n".repeat(100_000), map(values))));
        assertThat(catchThrowable(() -> LeafRules.of(new Everything()).walk(tree, Leaf::node)))
                .isInstanceOfSatisfying(LockstepException.class, e -> {
                    assertThat(e.problem().kind()).isEqualTo(Kind.FILE_UNREADABLE);
                    assertThat(e.problem().where()).startsWith("nnnn").hasSizeLessThan(200);
                });
        var readable = LeafRules.of(new EncryptedSuffix("x"));
        assertThat(readable.walk(tree, Leaf::node)).isEqualTo(tree);
    }

    @Test
    void searchesKeysAndCommentsAsGoDoes() {
        assertThat(SearchPattern.compile("r", "é$").isFoundIn("café")).isTrue();
        assertThat(SearchPattern.compile("r", "é$").isFoundIn("café".getBytes(UTF_8)))
                .isTrue();
        assertThat(SearchPattern.compile("r", "\\w").isFoundIn("é"))
                .as("\\w is ASCII in RE2")
                .isFalse();
        assertThat(SearchPattern.compile("r", "a$").isFoundIn("a\n"))
                .as("$ is the end of text")
                .isFalse();
        assertThat(SearchPattern.compile("r", "(?i)straße").isFoundIn("STRASSE"))
                .isFalse();
        assertThat(SearchPattern.compile("r", "^$").isFoundIn("")).isTrue();
        assertThat(SearchPattern.compile("r", "(?P<n>a)(?<m>b)\\z").isFoundIn("xab"))
                .isTrue();
        assertThat(SearchPattern.compile("r", "^.$").isFoundIn("😀")).isTrue();
        assertThat(SearchPattern.compile("r", "😀\\A").isFoundIn("a😀".getBytes(UTF_8)))
                .isFalse();
        assertThat(SearchPattern.compile("r", "b").isFoundIn(new byte[] {(byte) 0xff, (byte) 0xe2, 'b'}))
                .isTrue();
    }

    private static List<String> secrets(Selection selection) {
        return secrets(selection, TREE);
    }

    private static List<String> secrets(Selection selection, Mapping tree) {
        var seen = new ArrayList<String>();
        LeafRules.of(selection).walk(List.of(tree), leaf -> {
            if (leaf.secret()) {
                seen.add((leaf.node() instanceof Comment ? "#" : "")
                        + new String(leaf.value().lent(), UTF_8));
            }
            return leaf.node();
        });
        return seen;
    }

    private static boolean is(Leaf leaf, String text) {
        return new String(leaf.value().lent(), UTF_8).equals(text);
    }

    private static String textOf(Node node) {
        return new String(((Scalar) node).value().lent(), UTF_8);
    }

    private static Plaintext value(String text) {
        return Plaintext.owning(Type.STRING, text.getBytes(UTF_8));
    }

    private static Scalar text(String text) {
        return new Scalar(value(text), Span.NONE);
    }

    private static Comment comment(String text) {
        return new Comment(Plaintext.owning(Type.COMMENT, text.getBytes(UTF_8)), Span.NONE, false);
    }

    private static Entry entry(String key, Node value) {
        return new Entry(key, Span.NONE, value);
    }

    private static Mapping map(Member... members) {
        return new Mapping(List.of(members), Span.NONE);
    }

    private static Sequence list(Node... items) {
        return new Sequence(List.of(items), Span.NONE);
    }
}
