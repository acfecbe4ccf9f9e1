package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a person sees of several files, and of what an earlier run has left.
class BatchTest {
    @TempDir
    Path directory;

    private Sandbox sandbox;

    @BeforeEach
    void startWithThreeFiles() {
        sandbox = Sandbox.withRule(directory);
        for (var name : List.of("a.yaml", "b.yaml", "c.yaml")) {
            sandbox.file(name, "a: " + Sandbox.CANARY + "\n");
        }
    }

    @Test
    void filesThatAreEncryptedAlreadyAreLeftAsTheyAreAndCounted() {
        sandbox.encryptedFile("b.yaml", "a: b\n");
        byte[] before = sandbox.bytes("b.yaml");
        Refusal.of(sandbox, "encrypt", "-i", "b.yaml").exit(203);
        var run = sandbox.run("encrypt", "-i", "--skip-encrypted", "a.yaml", "b.yaml", "c.yaml");
        assertThat(run.succeeded().errors())
                .isEqualTo("lockstep: 2 files encrypted, 1 left as it is: encrypted already\n");
        assertThat(sandbox.bytes("b.yaml")).isEqualTo(before);
        assertThat(sandbox.text("c.yaml")).contains("ENC[");
        assertThat(sandbox.run("encrypt", "-i", "--skip-encrypted", "b.yaml")
                        .succeeded()
                        .errors())
                .isEqualTo("lockstep: b.yaml is left as it is: encrypted already\n");
        Refusal.of(sandbox, "encrypt", "--skip-encrypted", "a.yaml").exit(8).saying("--in-place");
    }

    @Test
    void aPlainFileIsNotTakenForAnEncryptedOne() {
        sandbox.file("b.yaml", "sops: text\na: b\n");
        var run = sandbox.run("encrypt", "-i", "--skip-encrypted", "a.yaml", "b.yaml");
        assertThat(run.exit()).isNotZero();
        assertThat(run.errors()).contains("b.yaml");
    }

    @Test
    void anyBytesAreEncryptedBesideBinaryFilesThatAreEncryptedAlready() {
        sandbox.file("a.bin", new byte[] {(byte) 0xff, 0, (byte) 0xfe});
        sandbox.file("b.bin", new byte[] {(byte) 0xff, 1, (byte) 0xfe});
        sandbox.run("encrypt", "-i", "b.bin").succeeded();
        byte[] before = sandbox.bytes("b.bin");
        assertThat(sandbox.run("encrypt", "-i", "--skip-encrypted", "a.bin", "b.bin")
                        .succeeded()
                        .errors())
                .isEqualTo("lockstep: 1 file encrypted, 1 left as it is: encrypted already\n");
        assertThat(sandbox.text("a.bin")).contains("ENC[");
        assertThat(sandbox.bytes("b.bin")).isEqualTo(before);
    }

    @Test
    void theSumIsToldWhenItIsAskedFor() {
        sandbox.file("b.yaml", "{");
        var run = sandbox.run("encrypt", "-i", "--verbose", "a.yaml", "b.yaml", "c.yaml");
        assertThat(run.errors()).contains("b.yaml").endsWith("lockstep: 2 files encrypted, 1 failed\n");
        assertThat(sandbox.run("decrypt", "-i", "a.yaml", "c.yaml").succeeded().errors())
                .isEmpty();
    }

    @Test
    void longWorkShowsOnATerminalHowFarItIs() {
        var errors = new ByteArrayOutputStream();
        var console = new Console(
                new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), errors, Map.of(), directory, true);
        var batch = new Batch(console, "encrypted", List.of("a", "b", "c"));
        assertThat(batch.run(_ -> sleep(700), false)).isZero();
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("\r\033[K2 of 3 files encrypted, now c")
                .endsWith("\r\033[Klockstep: 3 files encrypted\n");
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anInterruptTellsWhatIsDoneAndWhatIsNot() throws Exception {
        var words = new ArrayList<>(List.of("encrypt", "-i", "--age", Sandbox.RECIPIENT));
        for (int i = 0; i < 3000; i++) {
            sandbox.file("many/" + i + ".yaml", "a: " + Sandbox.CANARY + "\n");
            words.add("many/" + i + ".yaml");
        }
        var process = sandbox.builder(List.of(), words.toArray(String[]::new))
                .redirectErrorStream(true)
                .redirectOutput(sandbox.path("output").toFile())
                .start();
        while (!sandbox.text("many/5.yaml").contains("ENC[")) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(5);
        }
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(sandbox.text("output"))
                .matches(
                        "lockstep: interrupted: \\d+ of 3000 files encrypted; many/\\d+\\.yaml was in work and is whole, .*\n");
        assertThat(sandbox.text("many/2999.yaml")).isEqualTo("a: " + Sandbox.CANARY + "\n");
    }

    @Test
    void whatAKilledRunHasLeftIsToldAndRemovedByTheNext() throws IOException {
        sandbox.encryptedFile("a.yaml", "a: b\n");
        var stray = sandbox.path(".lockstep-4194305-1f");
        Files.writeString(stray, "a: " + Sandbox.CANARY + "\n");
        var status = sandbox.run("filestatus", "a.yaml").succeeded();
        assertThat(status.text()).isEqualTo("{\"encrypted\":true}\n");
        assertThat(status.errors()).contains(".lockstep-4194305-1f was left").hasLineCount(1);
        assertThat(stray).exists();
        var run = sandbox.run("decrypt", "a.yaml").succeeded();
        assertThat(run.text()).isEqualTo("a: b\n");
        assertThat(run.errors()).contains("removed .lockstep-4194305-1f").hasLineCount(1);
        assertThat(stray).doesNotExist();
    }

    @Test
    void aFileMayBeWrittenOverInsteadOfReplaced() throws IOException {
        var other = Files.createLink(sandbox.path("other"), sandbox.path("a.yaml"));
        sandbox.run("encrypt", "-i", "--overwrite", "a.yaml").succeeded();
        assertThat(other).content().contains("ENC[");
        sandbox.run("decrypt", "--overwrite", "--output", "b.yaml", "a.yaml").succeeded();
        assertThat(sandbox.text("b.yaml")).isEqualTo("a: " + Sandbox.CANARY + "\n");
        sandbox.run("decrypt", "--overwrite", "--output", "new.yaml", "a.yaml").succeeded();
        assertThat(sandbox.text("new.yaml")).isEqualTo("a: " + Sandbox.CANARY + "\n");
    }
}
