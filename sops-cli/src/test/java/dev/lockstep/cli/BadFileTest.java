package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Input and output files that cannot be used as asked for, row by row of the catalogue of bad input.
class BadFileTest {
    private static final String PLAIN = "password: " + Sandbox.CANARY + "\n";

    @TempDir
    Path directory;

    private Sandbox sandbox;

    @BeforeEach
    void startEmpty() {
        sandbox = Sandbox.withRule(directory);
    }

    @Test
    @CatalogueRow("C01")
    void aFileThatDoesNotExistIsExit100() {
        Refusal.of(sandbox, "decrypt", "nope.yaml").exit(100).saying("nope.yaml");
        Refusal.of(sandbox, "encrypt", "nope.yaml").exit(100).saying("nope.yaml");
        Refusal.of(sandbox, "-d", "nope.yaml").exit(100).saying("nope.yaml");
        Refusal.of(sandbox, "filestatus", "nope.yaml").exit(1).saying("nope.yaml");
    }

    @Test
    @CatalogueRow("C02")
    void aDirectoryIsSaidToBeOne() throws IOException {
        Files.createDirectory(sandbox.path("dir.yaml"));
        Refusal.of(sandbox, "decrypt", "dir.yaml").exit(2).saying("dir.yaml", "directory");
        Refusal.of(sandbox, "encrypt", "-i", "dir.yaml").exit(2).saying("dir.yaml", "directory");
    }

    @Test
    @CatalogueRow("C03")
    void aFileWithoutReadPermissionIsExit2() throws IOException {
        sandbox.file("locked.yaml", PLAIN);
        mode("locked.yaml", "---------");
        for (var command : List.of("encrypt", "decrypt")) {
            Refusal.of(sandbox, () -> sandbox.process(Sandbox.withoutPrivilege(), command, "locked.yaml"))
                    .exit(2)
                    .saying("locked.yaml", "permission denied");
        }
    }

    @Test
    @CatalogueRow("C04")
    void aFifoIsReadToItsEndAndNotReplaced() throws Exception {
        fifo("pipe.yaml");
        var writer = writing(sandbox.path("pipe.yaml"), PLAIN);
        var run = sandbox.process("encrypt", "pipe.yaml").succeeded();
        assertThat(run.text()).startsWith("password: ENC[");
        assertThat(writer.waitFor(5, TimeUnit.SECONDS)).isTrue();

        writer = writing(sandbox.path("pipe.yaml"), PLAIN);
        Refusal.of(sandbox, () -> sandbox.process("encrypt", "-i", "pipe.yaml")).saying("pipe.yaml");
        writer.destroy();
    }

    @Test
    @CatalogueRow("C05")
    void anEmptyYamlFileIsNoDocument() {
        sandbox.file("empty.yaml", "");
        Refusal.of(sandbox, "encrypt", "empty.yaml").exit(92).saying("empty.yaml", "empty");
        Refusal.of(sandbox, "encrypt", "-i", "empty.yaml").exit(92);
    }

    @Test
    @CatalogueRow("C06")
    void anEmptyFileInTheOtherFormats() {
        sandbox.file("empty.json", "");
        Refusal.of(sandbox, "encrypt", "empty.json").exit(2).saying("empty.json");
        sandbox.file("empty.bin", "");
        assertThat(sandbox.run("encrypt", "-i", "empty.bin").succeeded().errors())
                .isEmpty();
        assertThat(sandbox.run("decrypt", "empty.bin").succeeded().output()).isEmpty();
    }

    @Test
    @CatalogueRow("C07")
    void aFileOfCommentsOrOfASeparatorIsNoCrash() {
        sandbox.file("comments.yaml", "# one\n# two\n");
        Refusal.of(sandbox, "encrypt", "comments.yaml").saying("comments.yaml");
        sandbox.file("separator.yaml", "---\n");
        assertThat(sandbox.run("encrypt", "separator.yaml").succeeded().text()).contains("sops:");
    }

    @Test
    @CatalogueRow("C08")
    void aFileAboveTheCapNamesCapAndFlag() {
        sandbox.file("big.bin", new byte[3000]);
        Refusal.of(sandbox, "encrypt", "--max-size", "2KiB", "big.bin")
                .exit(2)
                .saying("big.bin", "2048")
                .hinting("--max-size");
        sandbox.run("encrypt", "--max-size", "3000", "big.bin").succeeded();
        sandbox.input("x".repeat(3000));
        Refusal.of(sandbox, "encrypt", "--filename-override", "x.bin", "--max-size", "2KiB")
                .exit(2)
                .hinting("--max-size");
        sandbox.file("large.bin", new byte[(64 << 20) + 1]);
        Refusal.of(sandbox, () -> sandbox.process("encrypt", "large.bin"))
                .exit(2)
                .saying("large.bin")
                .hinting("--max-size");
    }

    @Test
    void whatIsWrittenOpensWithTheSameLimit() {
        sandbox.file("full.bin", new byte[2 << 20]);
        sandbox.run("encrypt", "-i", "--max-size", "2MiB", "full.bin").succeeded();
        assertThat(sandbox.run("filestatus", "--max-size", "2MiB", "full.bin")
                        .succeeded()
                        .text())
                .contains("true");
        sandbox.run("decrypt", "-i", "--max-size", "2MiB", "full.bin").succeeded();
        assertThat(sandbox.bytes("full.bin")).hasSize(2 << 20);

        var many = "l: [" + "1,".repeat(11_000) + "1]\n";
        sandbox.file("many.yaml", many);
        var run = sandbox.run("encrypt", "-i", "--max-size", "24KiB", "many.yaml");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errors()).contains("many.yaml: has", "bytes when encrypted", "hint: raise --max-size");
        assertThat(sandbox.text("many.yaml")).isEqualTo(many);
        sandbox.run("encrypt", "-i", "--max-size", "200KiB", "many.yaml").succeeded();
        sandbox.run("decrypt", "-i", "--max-size", "200KiB", "many.yaml").succeeded();
        assertThat(sandbox.text("many.yaml")).isEqualTo(many);
    }

    @Test
    @CatalogueRow("C09")
    void aFileThatGrowsGivesOneSnapshotOrAnError() throws Exception {
        sandbox.file("grows.bin", "");
        var growing = new ProcessBuilder("sh", "-c", "while :; do echo " + Sandbox.CANARY + " >> grows.bin; done")
                .directory(directory.toFile())
                .start();
        try {
            for (int i = 0; i < 5; i++) {
                var run = sandbox.run("encrypt", "--max-size", "1G", "grows.bin");
                Refusal.tellsNoSecret(run);
                if (run.exit() == 0) {
                    sandbox.file("read.json", run.output());
                    String text = sandbox.run(
                                    "decrypt", "--input-type", "binary", "--output-type", "binary", "read.json")
                            .succeeded()
                            .text();
                    assertThat(text.replace(Sandbox.CANARY + "\n", "")).isEmpty();
                } else {
                    assertThat(run.exit()).isIn(2, 3);
                }
            }
        } finally {
            growing.destroyForcibly().waitFor();
        }
    }

    @Test
    @CatalogueRow("C10")
    void oddNamesWorkAndAreEscapedInMessages() {
        for (var name : List.of("new\nline.yaml", "quote'\".yaml", "esc\u001b[31m.yaml", "ünï.yaml", " blank .yaml")) {
            sandbox.file(name, PLAIN);
            sandbox.run("encrypt", "-i", name).succeeded();
            assertThat(sandbox.run("decrypt", name).succeeded().text()).isEqualTo(PLAIN);
            Refusal.of(sandbox, "encrypt", name).exit(203);
        }
        var missing = sandbox.run("decrypt", "esc\u001b[31m\n.json");
        assertThat(missing.errors()).contains("esc\\u001b[31m\\n.json").doesNotContain("\u001b");
        sandbox.file("-dash.yaml", PLAIN);
        sandbox.run("encrypt", "-i", "--", "-dash.yaml").succeeded();
        sandbox.run("decrypt", "./-dash.yaml").succeeded();
        Refusal.of(sandbox, "decrypt", "-dash.yaml").exit(1).saying("unknown flag");
        Refusal.of(sandbox, "decrypt", "nul\0.yaml").exit(1);
    }

    @Test
    @CatalogueRow("C10")
    void aNameThatIsNotUtf8WorksOrIsACleanError() throws Exception {
        // The shell makes the name: Java cannot hold it.
        var script = List.of("sh", "-c", "printf 'password: x\\n' > \"$(printf 'a\\377.yaml')\"");
        assertThat(new ProcessBuilder(script)
                        .directory(directory.toFile())
                        .start()
                        .waitFor())
                .isZero();
        var run = sandbox.process(List.of("sh", "-c", "exec \"$@\" \"$(printf 'a\\377.yaml')\"", "sh"), "encrypt");
        Refusal.tellsNoSecret(run);
        assertThat(run.exit()).isIn(0, 1, 100);
    }

    @Test
    @CatalogueRow("C11")
    void inPlaceConflictsWithOutputAndWithStandardInput() {
        sandbox.file("a.yaml", PLAIN).input(PLAIN);
        for (var command : List.of("encrypt", "decrypt")) {
            Refusal.of(sandbox, command, "-i", "--output", "b.yaml", "a.yaml")
                    .exit(8)
                    .saying("--output", "--in-place");
            Refusal.of(sandbox, command, "-i").exit(8).saying("--in-place", "standard input");
        }
        Refusal.of(sandbox, "encrypt").exit(8).saying("--filename-override");
        Refusal.of(sandbox, "-e", "-i", "--output", "b.yaml", "a.yaml").exit(8);
    }

    @Test
    @CatalogueRow("C12")
    void outputOntoTheInputNeverTruncatesFirst() throws IOException {
        sandbox.encryptedFile("a.yaml", PLAIN);
        Files.createSymbolicLink(sandbox.path("link.yaml"), Path.of("a.yaml"));
        Files.createDirectory(sandbox.path("sub"));
        byte[] sealed = sandbox.bytes("a.yaml");
        for (var output : List.of("a.yaml", "sub/../a.yaml", "link.yaml")) {
            sandbox.file("a.yaml", sealed);
            sandbox.run("decrypt", "--output", output, "a.yaml").succeeded();
            assertThat(sandbox.text("a.yaml")).isEqualTo(PLAIN);
            assertThat(sandbox.path("link.yaml")).isSymbolicLink();
        }
        sandbox.file("a.yaml", sealed);
        Refusal.of(sandbox, "decrypt", "--output", "a.yaml", "--extract", "[\"nope\"]", "a.yaml")
                .exit(8);
    }

    @Test
    @CatalogueRow("C13")
    void outputIntoAMissingOrReadOnlyDirectoryIsExit3() throws IOException {
        sandbox.encryptedFile("a.yaml", PLAIN);
        Refusal.of(sandbox, "decrypt", "--output", "nowhere/b.yaml", "a.yaml")
                .exit(3)
                .saying("nowhere/b.yaml");
        Files.createDirectory(sandbox.path("fixed"));
        mode("fixed", "r-xr-xr-x");
        Refusal.of(
                        sandbox,
                        () -> sandbox.process(
                                Sandbox.withoutPrivilege(), "decrypt", "--output", "fixed/b.yaml", "a.yaml"))
                .exit(3)
                .saying("fixed/b.yaml");
        Files.createDirectory(sandbox.path("target"));
        Refusal.of(sandbox, "decrypt", "--output", "target", "a.yaml").exit(3).saying("target");
    }

    @Test
    @CatalogueRow("C14")
    void outputOnAFullDiskLeavesNoPartialFile() throws IOException {
        sandbox.file("plain.bin", new byte[200_000]);
        var limited = List.of("sh", "-c", "ulimit -f 16; trap '' XFSZ; exec \"$@\"", "sh");
        Refusal.of(sandbox, () -> sandbox.process(limited, "encrypt", "--output", "sealed.bin", "plain.bin"))
                .exit(3)
                .saying("sealed.bin");
        Refusal.of(sandbox, () -> sandbox.process(limited, "encrypt", "-i", "plain.bin"))
                .exit(3)
                .saying("plain.bin");
    }

    @Test
    @CatalogueRow("C15")
    void aFullOrClosedStandardOutputIsNotSuccess() throws Exception {
        sandbox.encryptedFile("a.yaml", PLAIN);
        for (var end : List.of("> /dev/full", ">&-")) {
            var run = sandbox.process(List.of("sh", "-c", "exec \"$@\" " + end, "sh"), "decrypt", "a.yaml");
            assertThat(run.exit()).as("%s %s", end, run).isEqualTo(3);
            assertThat(run.errors()).contains("standard output");
            Refusal.tellsNoSecret(run);
        }
    }

    @Test
    void aReaderThatHasEnoughEndsTheProgramWithoutAWord() throws Exception {
        sandbox.encryptedFile("long.bin", "x".repeat(1 << 20));
        var pipe = List.of("bash", "-c", "\"$@\" | head -c 1 > /dev/null; exit ${PIPESTATUS[0]}", "bash");
        var closed = List.of("bash", "-c", "\"$@\" | true; exit ${PIPESTATUS[0]}", "bash");
        for (var run : List.of(
                sandbox.process(pipe, "decrypt", "long.bin"),
                sandbox.process(closed, "filestatus", "long.bin"),
                sandbox.process(closed, "help"),
                sandbox.process(closed, "keygen"))) {
            assertThat(run.exit()).as(run.toString()).isEqualTo(141);
            assertThat(run.errors()).isEmpty();
        }
    }

    @Test
    void aClosedStandardInputIsNotTheNextFileThatTheJvmOpens() throws Exception {
        var closed = List.of("sh", "-c", "exec \"$@\" <&-", "sh");
        for (var words : List.of(
                new String[] {"encrypt", "--age", Sandbox.RECIPIENT, "--filename-override", "x.bin"},
                new String[] {"decrypt"})) {
            var run = sandbox.process(closed, words);
            assertThat(run.exit()).as(run.toString()).isEqualTo(2);
            assertThat(run.text()).isEmpty();
            assertThat(run.errors()).startsWith("lockstep: standard input: is closed\n  hint: ");
        }
    }

    @Test
    void filesAndFoldersWhoseNamesAreNotUtf8AreReadAndReplaced() throws Exception {
        sandbox.variable("LC_ALL", "C.UTF-8");
        var shell = List.of(
                "sh",
                "-c",
                "d=$(printf 'dir\\351') f=$(printf 'caf\\351.yaml'); mkdir \"$d\" && echo 'a: b' >\"$d/$f\" &&"
                        + " cp \"$d/$f\" \"$f\" && \"$@\" \"$d/$f\" \"$f\" && cd \"$d\" && cp \"../$f\" x.yaml &&"
                        + " grep -q ENC \"$f\" && exec \"$0\" decrypt x.yaml");
        var program = sandbox.builder(List.of(), "encrypt", "-i", "--age", Sandbox.RECIPIENT)
                .command();
        var java = sandbox.path("java");
        sandbox.file(
                "java", "#!/bin/sh\nexec " + String.join(" ", program.subList(0, program.size() - 4)) + " \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        var words = new ArrayList<>(shell);
        words.add(java.toString());
        words.addAll(List.of(java.toString(), "encrypt", "-i", "--age", Sandbox.RECIPIENT));
        var builder = sandbox.builder(List.of()).command(words).redirectErrorStream(true);
        var process = builder.start();
        process.getOutputStream().close();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("a: b\n");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    @CatalogueRow("C16")
    void inPlaceInADirectoryThatCannotBeWrittenIsExit3() throws IOException {
        sandbox.file("fixed/a.yaml", PLAIN);
        mode("fixed", "r-xr-xr-x");
        Refusal.of(
                        sandbox,
                        () -> sandbox.process(
                                Sandbox.withoutPrivilege(),
                                "encrypt",
                                "-i",
                                "--age",
                                Sandbox.RECIPIENT,
                                "fixed/a.yaml"))
                .exit(3)
                .saying("fixed/a.yaml");
        mode("fixed", "rwxr-xr-x");
    }

    @Test
    @CatalogueRow("C17")
    void inPlaceOnAFileThatIsProtectedIsExit3() throws IOException {
        sandbox.file("a.yaml", PLAIN);
        mode("a.yaml", "r--r--r--");
        Refusal.of(
                        sandbox,
                        () -> sandbox.process(
                                Sandbox.withoutPrivilege(), "encrypt", "-i", "--age", Sandbox.RECIPIENT, "a.yaml"))
                .exit(3)
                .saying("a.yaml");
    }

    @Test
    @CatalogueRow("C18")
    void inPlaceOnASymbolicLinkReplacesTheTargetAndKeepsTheLink() throws IOException {
        sandbox.file("real/a.yaml", PLAIN);
        Files.createSymbolicLink(sandbox.path("link.yaml"), Path.of("real/a.yaml"));
        mode("real/a.yaml", "rw-r-----");
        sandbox.run("encrypt", "-i", "link.yaml").succeeded();
        assertThat(sandbox.path("link.yaml")).isSymbolicLink();
        assertThat(sandbox.text("real/a.yaml")).startsWith("password: ENC[");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sandbox.path("real/a.yaml"))))
                .isEqualTo("rw-r-----");
        assertThat(Files.list(sandbox.path("real"))).hasSize(1);
    }

    @Test
    @CatalogueRow("C19")
    void aDanglingOrLoopingLinkIsRefused() throws IOException {
        Files.createSymbolicLink(sandbox.path("dangling.yaml"), Path.of("nope.yaml"));
        Files.createSymbolicLink(sandbox.path("loop.yaml"), Path.of("loop.yaml"));
        for (var name : List.of("dangling.yaml", "loop.yaml")) {
            var refusal = Refusal.of(sandbox, "encrypt", "-i", name).saying(name);
            assertThat(refusal.run().exit()).isIn(2, 100);
        }
    }

    @Test
    @CatalogueRow("C20")
    void inPlaceOnAFileWithSeveralNamesIsRefused() throws IOException {
        sandbox.file("a.yaml", PLAIN);
        Files.createLink(sandbox.path("b.yaml"), sandbox.path("a.yaml"));
        Refusal.of(sandbox, "encrypt", "-i", "a.yaml").exit(3).saying("a.yaml", "link");
    }

    @Test
    @CatalogueRow("C25")
    void aSignalLeavesTheOriginalAndNoTemporaryFile() throws Exception {
        for (var signal : List.of("INT", "TERM", "HUP")) {
            fifo("pipe");
            sandbox.file("a.yaml", PLAIN);
            var before = Snapshot.of(directory);
            // It waits for standard input that never comes to an end.
            var process = sandbox.builder(List.of(), "encrypt", "--filename-override", "x.yaml", "--output", "out.yaml")
                    .redirectErrorStream(true)
                    .start();
            Thread.sleep(1000);
            assertThat(new ProcessBuilder("kill", "-" + signal, "" + process.pid())
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isIn(85, 129, 130, 143);
            assertThat(Snapshot.of(directory)).isEqualTo(before);
            Files.delete(sandbox.path("pipe"));
        }
    }

    @Test
    @CatalogueRow("C26")
    void aKilledProcessLeavesTheOldOrTheNewFile() throws Exception {
        String text = ("key: " + Sandbox.CANARY + "\n").repeat(1) + "more: " + "x".repeat(2_000_000) + "\n";
        for (int delay = 200; delay <= 1400; delay += 200) {
            sandbox.file("a.yaml", text);
            var process = sandbox.builder(List.of(), "encrypt", "-i", "a.yaml").start();
            Thread.sleep(delay);
            process.destroyForcibly().waitFor();
            String left = sandbox.text("a.yaml");
            if (!left.equals(text)) {
                assertThat(sandbox.run("decrypt", "a.yaml").succeeded().text()).isEqualTo(text);
            }
            for (var name : Snapshot.of(directory).files().keySet()) {
                if (!List.of("", ".sops.yaml", "a.yaml").contains(name)) {
                    assertThat(sandbox.text(name)).as("temporary file %s", name).doesNotContain(Sandbox.CANARY);
                    Files.delete(sandbox.path(name));
                }
            }
        }
    }

    private void fifo(String name) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "no mkfifo");
        assertThat(new ProcessBuilder("mkfifo", sandbox.path(name).toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    private static Process writing(Path fifo, String text) throws IOException {
        var process = new ProcessBuilder("sh", "-c", "cat > \"$0\"", fifo.toString()).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return process;
    }

    private void mode(String name, String permissions) throws IOException {
        Files.setPosixFilePermissions(sandbox.path(name), PosixFilePermissions.fromString(permissions));
    }
}
