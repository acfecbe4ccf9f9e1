package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Text that is not, or only just, of its format, row by row of the catalogue of bad input.
class BadSyntaxTest {
    private static final String SECRET = Sandbox.CANARY;

    @TempDir
    Path directory;

    private Sandbox sandbox;

    @BeforeEach
    void startWithARule() {
        sandbox = Sandbox.withRule(directory);
    }

    private Refusal refused(String name, String text) {
        sandbox.file(name, text);
        var encrypting = Refusal.of(sandbox, "encrypt", name).saying(name);
        var decrypting = Refusal.of(sandbox, "decrypt", name).saying(name);
        assertThat(decrypting.run().exit()).isIn(1, 25);
        return encrypting;
    }

    private void comesBack(String name, String text) {
        comesBack(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void comesBack(String name, byte[] bytes) {
        sandbox.file(name, bytes);
        var run = sandbox.run("encrypt", "-i", name).succeeded();
        Refusal.tellsNoSecret(run);
        assertThat(sandbox.run("decrypt", name).succeeded().output()).as(name).isEqualTo(bytes);
    }

    @Test
    @CatalogueRow("C84")
    void aliasBombsAndSelfAliasesEndInTime() {
        var bomb = new StringBuilder("a0: &a0 [" + SECRET + "," + SECRET + "]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ",*a" + (i - 1) + ",*a" + (i - 1) + "]\n");
        }
        for (var text : List.of(bomb.toString(), "a: &a [*a]\n", "a: &a\n  b: *a\n", "a: " + SECRET + "\n*x: y\n")) {
            assertThat(refused("a.yaml", text).run().exit()).isIn(1, 2);
            assertThat(refused("b.yaml", "first: document\n---\n" + text).run().exit())
                    .isIn(1, 2);
        }
        sandbox.file("c.yaml", "first: document\n---\n" + bomb);
        Refusal.of(sandbox, () -> sandbox.process("encrypt", "c.yaml")).exit(2).saying("c.yaml");
    }

    @Test
    @CatalogueRow("C85")
    void twentyThousandLevelsAreNoStackTrace() {
        assertThat(refused("flow.yaml", "a: " + "[".repeat(20_000) + "]".repeat(20_000) + "\n")
                        .run()
                        .exit())
                .isIn(1, 2);
        var block = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            block.append(" ".repeat(i)).append("k:\n");
        }
        assertThat(refused(
                                "block.yaml",
                                block.append(" ".repeat(2_000)).append("k: v\n").toString())
                        .run()
                        .exit())
                .isIn(1, 2);
        Refusal.of(sandbox, () -> sandbox.process("encrypt", "flow.yaml"))
                .exit(2)
                .saying("flow.yaml");
    }

    @Test
    @CatalogueRow("C86")
    void doubledKeysAreRefusedInAnyDocument() {
        assertThat(refused("a.yaml", "k: " + SECRET + "\nk: " + SECRET + "\n")
                        .run()
                        .exit())
                .isIn(1, 2);
        assertThat(refused("b.yaml", "a: b\n---\nk: " + SECRET + "\nk: " + SECRET + "\n")
                        .run()
                        .exit())
                .isIn(1, 2);
        assertThat(refused("c.yaml", "m:\n  k: " + SECRET + "\n  k: x\n").run().exit())
                .isIn(1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1: x", "true: x", "null: x", "1.5: x", "? [a, b]\n: x", "? {a: b}\n: x", "2001-01-01: x"})
    @CatalogueRow("C87")
    void keysThatAreNoTextAreExit23(String text) {
        sandbox.file("a.yaml", text.replace("x", SECRET) + "\n");
        var refusal = Refusal.of(sandbox, "encrypt", "a.yaml").saying("a.yaml");
        assertThat(refusal.run().exit()).isIn(2, 23);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: !!java.net.URL \"http://localhost/\"",
                "a: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://localhost/\"]]]]",
                "a: !!python/object/apply:os.system [\"true\"]",
                "a: !custom text",
                "a: !!set {x, y}",
                "a: !!binary aGVsbG8="
            })
    @CatalogueRow("C87")
    void tagsAreNeverActedOn(String text) {
        sandbox.file("a.yaml", text + "\n");
        var run = sandbox.run("encrypt", "a.yaml");
        Refusal.tellsNoSecret(run);
        assertThat(run.exit()).as("%s", run).isIn(0, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "'- a\n- b\n', yaml",
        "text, yaml",
        "'[1, 2]', json",
        "'\"text\"', json",
        "12, json",
        "'a: b\n---\n- c\n', yaml"
    })
    @CatalogueRow("C88, C92")
    void onlyMapsCanStandAtTheTop(String text, String extension) {
        var refusal = refused("a." + extension, text.replace("text", SECRET));
        assertThat(refusal.run().exit()).isIn(1, 2);
        refusal.saying(extension.equals("json") ? "top-level object" : "map");
    }

    @Test
    @CatalogueRow("C89")
    void lineEndsMarksAndEncodings() {
        comesBack("crlf.yaml", "a: " + SECRET + "\r\nb:\r\n  - c\r\n");
        comesBack("bom.yaml", "\ufeffa: " + SECRET + "\n");
        assertThat(refused("nul.yaml", "a: " + SECRET + "\0\n").run().exit()).isEqualTo(2);
        assertThat(refused("tab.yaml", "a:\n\tb: " + SECRET + "\n").run().exit())
                .isEqualTo(2);
        sandbox.file("utf16.yaml", ("a: " + SECRET + "\n").getBytes(StandardCharsets.UTF_16));
        var run = sandbox.run("encrypt", "utf16.yaml");
        assertThat(run.exit()).isIn(0, 2);
        Refusal.tellsNoSecret(run);
        comesBack("nel.yaml", "a: \"" + SECRET + "\\N\"\n");
    }

    @Test
    @CatalogueRow("C90")
    void everyWrittenFormComesBack() {
        comesBack("a.yaml", """
                yes: yes
                under: 1_000
                octal: 0o17
                old: 017
                hex: 0x1F
                inf: .inf
                neg: -.INF
                date: 2001-12-14
                time: 2001-12-14t21:59:43.10-05:00
                equals: =
                one: 1.0
                exp: 1e3
                big: 9223372036854775807
                folded: >-
                    CANARY-7f3a-do-not-print
                    and more
                "quoted": 'single'
                """);
        assertThat(refused("b.yaml", "big: 9223372036854775808\n").run().exit()).isEqualTo(23);
        comesBack("c.yaml", "huge: 99999999999999999999999\n");
    }

    @Test
    @CatalogueRow("C91")
    void anchorsAreExpandedWhereTheyMustAndComeBack() {
        comesBack("a.yaml", "base: &b\n  k: " + SECRET + "\nuse: *b\nmerged:\n  <<: *b\n  l: m\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"CANARY-7f3a-do-not-print\"} {\"c\":1}",
                "{\"a\":\"CANARY-7f3a-do-not-print\"} // comment",
                "{\"a\": NaN}",
                "{\"a\": 'CANARY-7f3a-do-not-print'}",
                "{\"a\": 1e400}",
                "{\"a\": 01}",
                "{\"a\": \"CANARY-7f3a-do-not-print",
                "{\"a\" \"CANARY-7f3a-do-not-print\"}",
                "{,}"
            })
    @CatalogueRow("C92")
    void jsonThatIsNoneIsExit2(String text) {
        assertThat(refused("a.json", text).run().exit()).isEqualTo(2);
    }

    @Test
    @CatalogueRow("C92")
    void aHundredThousandBracketsAndALoneSurrogate() {
        assertThat(refused("deep.json", "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}")
                        .run()
                        .exit())
                .isEqualTo(2);
        sandbox.file("lone.json", "{\"a\": \"\\ud800 " + SECRET + "\"}");
        var run = sandbox.run("encrypt", "lone.json");
        assertThat(run.exit()).isIn(0, 2);
        Refusal.tellsNoSecret(run);
    }

    @Test
    @CatalogueRow("C92")
    void doubledJsonKeysAreKeptTwice() {
        comesBack("a.json", "{\"a\": \"" + SECRET + "\", \"a\": \"other\"}\n");
    }

    @Test
    @CatalogueRow("C93")
    void jsonNumbersComeBackAsWritten() {
        comesBack(
                "a.json",
                "{\"a\": [9007199254740993, 9223372036854775807, -0, 1.0, 1e5, 1E-7, 9223372036854775808]}\n");
        var canonical = sandbox.run("decrypt", "--canonical", "a.json").succeeded();
        assertThat(canonical.text()).contains("9007199254740993", "9223372036854775807");
    }

    @Test
    @CatalogueRow("C96")
    void binaryFilesComeBack() {
        var all = new ByteArrayOutputStream();
        for (int i = 0; i < 256; i++) {
            all.write(i);
        }
        comesBack("all.bin", all.toByteArray());
        comesBack("empty.bin", new byte[0]);
        comesBack("one", new byte[] {'x'});
        comesBack("text.txt", "no line break at the end");
    }

    @Test
    @CatalogueRow("C96")
    void aHundredMegabytesComeBack() {
        byte[] big = new byte[100_000_000];
        new java.util.Random(4).nextBytes(big);
        sandbox.file("big.bin", big).heap("1200m");
        sandbox.process("encrypt", "-i", "--max-size", "1GiB", "big.bin").succeeded();
        sandbox.process("decrypt", "-i", "--max-size", "1GiB", "big.bin").succeeded();
        assertThat(java.util.Arrays.equals(sandbox.bytes("big.bin"), big)).isTrue();
    }

    @Test
    void fiftyMebibytesOpenWithTheDefaultLimit() {
        byte[] big = new byte[50 << 20];
        new java.util.Random(5).nextBytes(big);
        sandbox.file("big.bin", big).heap("1200m");
        sandbox.process("encrypt", "-i", "big.bin").succeeded();
        sandbox.process("decrypt", "-i", "big.bin").succeeded();
        assertThat(java.util.Arrays.equals(sandbox.bytes("big.bin"), big)).isTrue();
    }

    @Test
    @CatalogueRow("C98")
    void invalidUtf8IsRefusedOrKeptAndNeverReplaced() {
        for (var name : List.of("a.yaml", "a.json")) {
            var text = name.endsWith("json") ? "{\"k\": \"" + SECRET + "?\"}\n" : "k: " + SECRET + "?\n";
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            bytes[text.indexOf('?')] = (byte) 0xff;
            sandbox.file(name, bytes);
            var run = sandbox.run("encrypt", name);
            Refusal.tellsNoSecret(run);
            if (run.exit() == 0) {
                sandbox.run("encrypt", "-i", name).succeeded();
                assertThat(sandbox.run("decrypt", name).succeeded().output()).isEqualTo(bytes);
            } else {
                Refusal.of(sandbox, "encrypt", name).exit(2).saying(name);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"a.yaml, json", "a.json, dotenv", "a.yaml, jsn"})
    @CatalogueRow("C28, C29")
    void anotherInputTypeIsRefused(String name, String type) {
        sandbox.file(name, name.endsWith("json") ? "{\"a\": \"" + SECRET + "\"}" : "a: " + SECRET + "\n");
        var refusal = Refusal.of(sandbox, "encrypt", "--input-type", type, name);
        assertThat(refusal.run().exit()).isIn(1, 2);
    }

    @Test
    @CatalogueRow("C29")
    void yamlToBinaryNeedsAKeyNamedData() {
        sandbox.encryptedFile("a.yaml", "a: " + SECRET + "\n");
        Refusal.of(sandbox, "decrypt", "--output-type", "binary", "a.yaml")
                .exit(4)
                .saying("a.yaml");
        sandbox.encryptedFile("b.yaml", "data: " + SECRET + "\n");
        assertThat(sandbox.run("decrypt", "--output-type", "binary", "b.yaml")
                        .succeeded()
                        .text())
                .isEqualTo(SECRET);
    }

    @Test
    @CatalogueRow("C28")
    void whatIsUnknownIsRefusedWithASuggestion() {
        Refusal.of(sandbox, "decript", "x.yaml")
                .exit(1)
                .saying("unknown command decript")
                .hinting("decrypt");
        Refusal.of(sandbox, "decrypt", "--extrakt", "x")
                .exit(1)
                .saying("unknown flag --extrakt")
                .hinting("--extract");
        Refusal.of(sandbox, "--vers").exit(1).hinting("--version");
        Refusal.of(sandbox, "encrypt", "--input-type", "yml", "a.yaml").exit(100);
        sandbox.file("a.yaml", "a: " + SECRET + "\n");
        Refusal.of(sandbox, "encrypt", "--input-type", "yml", "a.yaml")
                .exit(1)
                .saying("unknown format yml")
                .hinting("yaml");
        for (var command : List.of("edit", "rotate", "set", "unset", "updatekeys", "groups", "exec-env", "publish")) {
            Refusal.of(sandbox, command, "a.yaml").exit(1).saying(command, "not in this version");
        }
        Refusal.of(sandbox, "a.yaml").exit(1).saying("a.yaml", "editing");
        Refusal.of(sandbox, "-r", "a.yaml").exit(1).saying("--rotate");
        Refusal.of(sandbox, "--set", "[\"a\"] 1", "a.yaml").exit(1).saying("--set");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|91",
                "[\"]|91",
                "['|91",
                "[|91",
                "[-1]|91",
                "[1e9]|91",
                "a|91",
                "[\"a\"|91",
                "[\"a\"][\"b\"]|1",
                "[\"nope\"]|1",
                "[0]|1",
                "[\"l\"][9]|1",
                "[\"l\"][\"x\"]|1"
            })
    @CatalogueRow("C30")
    void aPathThatIsMalformedOrLeadsNowhere(String path, int exit) {
        sandbox.encryptedFile("a.yaml", "a: " + SECRET + "\nl: [" + SECRET + "]\n");
        Refusal.of(sandbox, "decrypt", "--extract", path, "a.yaml").exit(exit);
    }
}
