package dev.lockstep.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.FilePlace;
import dev.lockstep.OpenedFile;
import dev.lockstep.config.CreationRule;
import dev.lockstep.format.Formats;
import dev.lockstep.format.Layout;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.rules.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that carry a structure digest, in the hands of sops, which does not know it.
class StructurePeerIT {
    private static final String YAML = "kind: Secret\nname: app\ndata:\n    a: x\n---\nother: 1\n";
    private static final String JSON = "{\n\t\"data\": {\n\t\t\"a\": \"x\"\n\t},\n\t\"b\": 1\n}";

    @TempDir
    private Path directory;

    private final AgeMachine machine = AgeMachine.holding(AgeMachine.IDENTITY);
    private RealSops sops;

    @BeforeEach
    void open() {
        sops = new RealSops(directory, AgeMachine.IDENTITY);
    }

    @ParameterizedTest
    @CsvSource({"yaml, prod/app.yaml", "yaml, ''", "json, ''", "dotenv, ''", "binary, ''"})
    void sopsOpensThem(String format, String boundPath) throws Exception {
        var plain = plain(format);
        var file = sops.file("ours." + (format.equals("dotenv") ? "env" : format), encrypted(format, boundPath));
        var run = sops.run(file, "decrypt");
        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(run.errors()).isEmpty();
        assertThat(run.bytes()).asString(UTF_8).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({"yaml", "json", "dotenv", "binary"})
    void whatSopsRotatedOpensAndHasNone(String format) throws Exception {
        var file = sops.file("ours." + (format.equals("dotenv") ? "env" : format), encrypted(format, ""));
        var run = sops.run(file, "rotate", "-i");
        assertThat(run.exitCode()).as(run.errors()).isZero();
        try (var opened = open(file, format)) {
            assertThat(opened.hasStructure()).isFalse();
            assertThat(opened.plain(new Layout.Lossless())).asString(UTF_8).isEqualTo(plain(format));
        }
    }

    @Test
    void whatSopsEditedOpensAndHasNone() throws Exception {
        var file = sops.file("ours.yaml", encrypted("yaml", "prod/app.yaml"));
        var run = sops.run(file, "--set", "[\"data\"][\"a\"] \"new\"");
        assertThat(run.exitCode()).as(run.errors()).isZero();
        try (var opened = open(file, "yaml")) {
            assertThat(opened.hasStructure()).isFalse();
            assertThat(opened.boundPath()).isEmpty();
            assertThat(opened.plain(new Layout.Lossless())).asString(UTF_8).isEqualTo(YAML.replace("a: x", "a: new"));
        }
    }

    @Test
    void sopsOpensWhatIsRefusedHere() throws Exception {
        // What the digest is for: sops has no way to see it.
        var renamed = new String(encrypted("yaml", ""), UTF_8).replace("name: app", "none: app");
        assertThat(sops.run(sops.file("ours.yaml", renamed.getBytes(UTF_8)), "decrypt")
                        .exitCode())
                .isZero();
    }

    private static String plain(String format) {
        return switch (format) {
            case "yaml" -> YAML;
            case "json" -> JSON + "\n";
            case "dotenv" -> "# c\ndata=x\nport=1\n";
            default -> "any bytes\n";
        };
    }

    private byte[] encrypted(String format, String boundPath) {
        var key = MasterKey.of("age", "recipient", AgeMachine.RECIPIENT);
        var rule = new CreationRule(List.of(List.of(key)), 0, new Selection.EncryptedRegex("^data$"), false);
        return machine.encryption()
                .encrypt(plain(format).getBytes(UTF_8), Formats.named(format), rule, new Layout.Lossless(), boundPath)
                .bytes();
    }

    private OpenedFile open(Path file, String format) throws Exception {
        return machine.decryption()
                .open(Files.readAllBytes(file), Formats.named(format), MacCheck.REQUIRED, FilePlace.of(file));
    }
}
