package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFileTest {
    private static final String FIRST =
            text(AgeIdentity.generate(Machine.seeded(1)).encoded());
    private static final String SECOND =
            text(AgeIdentity.generate(Machine.seeded(2)).encoded());

    @TempDir
    private Path home;

    @Test
    void skipsEmptyLinesAndCommentsAndNothingElse() {
        assertThat(parse("# created\n\n" + FIRST + "\n#AGE\n" + SECOND)).hasSize(2);
        assertThat(parse("")).isEmpty();
        assertThat(parse("\n\n# only a comment\n")).isEmpty();
        assertRefused(FIRST + "\n   \n", "line 2", "white space");
        assertRefused(" " + FIRST, "line 1");
        assertRefused(FIRST + " ", "line 1");
        assertRefused(FIRST + "\nage1abc\n", "line 2", "a recipient stands where an identity should");
        assertRefused("-----BEGIN OPENSSH PRIVATE KEY-----\n", "line 1", "SOPS_AGE_SSH_PRIVATE_KEY_FILE");
        assertRefused(FIRST + "\n" + FIRST.toLowerCase(Locale.ROOT), "line 2", "unknown identity type");
    }

    @Test
    void takesLineEndsOfWindowsAndAByteOrderMark() {
        assertThat(parse("\uFEFF# created\r\n\r\n" + FIRST + "\r\n" + SECOND + "\r\n"))
                .hasSize(2);
        assertRefused(FIRST + "\n\uFEFF" + SECOND, "line 2");
        assertRefused(FIRST + "\r\r\n", "line 1");
    }

    @Test
    void namesTheLineThatIsWrongAndQuotesNothingOfIt() {
        var wrong = FIRST.substring(0, FIRST.length() - 1) + (FIRST.endsWith("Q") ? "P" : "Q");
        assertRefused("# comment\n" + SECOND + "\n" + wrong + "\n", "line 3");
        assertThatThrownBy(() -> parse(wrong))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(wrong.substring(20, 40)));
    }

    @Test
    void namesEachOfSeveralLinesThatAreWrong() {
        assertThat(causes(FIRST + "\nage1abc\n" + SECOND + "\nnonsense\n"))
                .containsExactly(
                        "line 2 is wrong: a recipient stands where an identity should",
                        "line 4 is wrong: unknown identity type");
    }

    @Test
    void takesAFileWithoutAnIdentityForSomethingElse() {
        assertThat(causes("a: b\nc: d\n"))
                .containsExactly("it holds no identity: line 1 is wrong: unknown identity type");
    }

    @Test
    void readsAFileOfWrongLinesNotToItsEnd() {
        assertThat(causes(FIRST + "\n" + "wrong\n".repeat(100_000)))
                .hasSize(21)
                .last()
                .isEqualTo("the lines after line 21 were not read");
    }

    @Test
    void refusesALineOf70KilobytesInsteadOfStoppingThere() {
        assertRefused("#" + "x".repeat(70_000) + "\n" + FIRST, "line 1", "longer than 64 KiB");
        assertRefused(FIRST + "\n" + "A".repeat(70_000), "line 2", "longer than 64 KiB");
        assertThat(parse("#" + "x".repeat(60_000) + "\n" + FIRST)).hasSize(1);
    }

    @Test
    void readsSeveralIdentitiesOfALineOnlyWhereThatIsUsual() {
        assertThat(format().parse(bytes(FIRST + "  " + SECOND + "\t\n" + FIRST), true))
                .hasSize(3);
        assertThat(format().parse(bytes("   "), true)).isEmpty();
        assertRefused(FIRST + " " + SECOND, "line 1");
    }

    @Test
    void readsHybridAndPluginIdentities() {
        var hybrid = text(HybridIdentity.random(Machine.seeded(3)).encoded());
        var plugin = text(Bech32.encode("AGE-PLUGIN-YUBIKEY-", new byte[10]));
        assertThat(parse(FIRST + "\n" + hybrid + "\n" + plugin))
                .hasExactlyElementsOfTypes(X25519Identity.class, HybridIdentity.class, PluginIdentity.class);
        assertRefused(text(Bech32.encode("AGE-PLUGIN-../X-", new byte[10])), "name of the age plugin is invalid");
        assertRefused(text(Bech32.encode("AGE-PLUGIN--", new byte[10])), "name of the age plugin is invalid");
        assertRefused(text(Bech32.encode("AGE-SECRET-KEY-", new byte[31])), "not 32 bytes");
        assertRefused(text(Bech32.encode("AGE-SECRET-KEY-PQ-", new byte[64])), "not 32 bytes");
    }

    @Test
    void writesAnIdentityAsItReadIt() {
        assertThat(text(((X25519Identity) parse(FIRST).getFirst()).encoded())).isEqualTo(FIRST);
        assertThat(FIRST).startsWith("AGE-SECRET-KEY-1");
        assertThat(parse(FIRST).getFirst().toString()).doesNotContain(FIRST.substring(20, 40));
    }

    private List<AgeIdentity> parse(String text) {
        return format().parse(bytes(text), false);
    }

    private IdentityFile format() {
        return new IdentityFile(new Plugins(new Machine(home).environment(), Duration.ofSeconds(5)));
    }

    private List<String> causes(String text) {
        try {
            parse(text);
        } catch (AgeException e) {
            return e.causes();
        }
        throw new AssertionError("nothing was refused");
    }

    private void assertRefused(String text, String... reasons) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(AgeException.class)
                .message()
                .contains(reasons);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return Ascii.text(bytes, 0, bytes.length);
    }
}
