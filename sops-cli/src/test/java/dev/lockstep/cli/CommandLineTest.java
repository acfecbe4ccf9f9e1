package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a script sees that calls the program by one of its names.
class CommandLineTest {
    @TempDir
    Path directory;

    private Sandbox sandbox;

    @BeforeEach
    void startWithARule() {
        sandbox = Sandbox.withRule(directory).file("a.yaml", "a: " + Sandbox.CANARY + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-v", "-version"})
    void underTheNameSopsTheVersionIsThatOfSops(String flag) {
        assertThat(sandbox.runAs("sops", flag).succeeded().text()).isEqualTo("sops 3.13.3\n");
        assertThat(sandbox.runAs("sops", flag, "--disable-version-check")
                        .succeeded()
                        .text())
                .isEqualTo("sops 3.13.3\n");
        assertThat(sandbox.runAs("sops", flag, "--check-for-updates")
                        .succeeded()
                        .text())
                .isEqualTo("sops 3.13.3\n");
    }

    @Test
    void underItsOwnNameTheVersionNamesBoth() {
        assertThat(sandbox.run("--version").succeeded().text()).matches("lockstep [0-9]\\S+ \\(sops 3\\.13\\.3\\)\n");
    }

    @Test
    void theLauncherSaysByWhichNameTheProgramWasCalled() {
        sandbox.variable("JDK_JAVA_OPTIONS", "-Dlockstep.name=sops");
        assertThat(sandbox.process("--version").succeeded().text()).isEqualTo("sops 3.13.3\n");
    }

    @Test
    void helpShowsEveryCommandAndEveryFlagOfIt() {
        for (var words : List.of(List.of("--help"), List.of("-h"), List.of("help"), List.of("h"))) {
            var help = sandbox.run(words.toArray(String[]::new)).succeeded().text();
            assertThat(help).startsWith("Usage: lockstep ").endsWith("\n").contains("encrypt", "decrypt", "filestatus");
        }
        for (var command : Commands.built()) {
            var help = sandbox.run(command.name(), "--help").succeeded().text();
            assertThat(sandbox.run("help", command.name()).succeeded().text()).isEqualTo(help);
            for (var flag : command.flags()) {
                assertThat(help).contains(flag.names());
            }
            assertThat(help.lines()).allMatch(line -> line.length() <= 100);
        }
        assertThat(sandbox.runAs("sops", "--help").succeeded().text()).startsWith("Usage: sops ");
        Refusal.of(sandbox, "help", "decript").exit(1).hinting("decrypt");
    }

    @Test
    void everyCommandIsFoundByItsName() {
        for (var command : Commands.built()) {
            assertThat(Commands.named(command.name())).isInstanceOf(command.getClass());
        }
    }

    @Test
    void anEnvironmentVariableCountsUnlessTheFlagIsGiven() {
        sandbox.variable("SOPS_AGE_RECIPIENTS", Sandbox.OTHER_RECIPIENT);
        assertThat(sandbox.run("encrypt", "a.yaml").succeeded().text()).contains(Sandbox.OTHER_RECIPIENT);
        assertThat(sandbox.run("encrypt", "--age", Sandbox.RECIPIENT, "a.yaml")
                        .succeeded()
                        .text())
                .contains(Sandbox.RECIPIENT)
                .doesNotContain(Sandbox.OTHER_RECIPIENT);
        sandbox.variable("SOPS_ENABLE_LOCAL_KEYSERVICE", "maybe");
        Refusal.of(sandbox, "encrypt", "a.yaml").exit(1).saying("SOPS_ENABLE_LOCAL_KEYSERVICE");
    }

    @Test
    void aDecryptedFileIsForItsOwnerAndAReplacedOneKeepsItsMode() throws IOException {
        sandbox.encryptedFile("a.yaml", "a: " + Sandbox.CANARY + "\n");
        sandbox.run("decrypt", "--output", "new.yaml", "a.yaml").succeeded();
        assertThat(mode("new.yaml")).isEqualTo("rw-------");
        Files.setPosixFilePermissions(sandbox.path("new.yaml"), PosixFilePermissions.fromString("rw-r--r--"));
        sandbox.run("decrypt", "--output", "new.yaml", "a.yaml").succeeded();
        assertThat(mode("new.yaml")).isEqualTo("rw-r--r--");
        Files.setPosixFilePermissions(sandbox.path("a.yaml"), PosixFilePermissions.fromString("rw-rw----"));
        sandbox.run("decrypt", "-i", "a.yaml").succeeded();
        assertThat(mode("a.yaml")).isEqualTo("rw-rw----");
    }

    @Test
    void standardInputIsABinaryEnvelopeUnlessAFlagSaysMore() {
        sandbox.file("a.txt", "some text").run("encrypt", "-i", "a.txt").succeeded();
        assertThat(sandbox.input(sandbox.text("a.txt"))
                        .run("decrypt")
                        .succeeded()
                        .text())
                .isEqualTo("some text");
        sandbox.encryptedFile("a.yaml", "a: b\n").input(sandbox.text("a.yaml"));
        Refusal.of(sandbox, "decrypt").saying("standard input");
        for (var flags : List.of(
                List.of("--input-type", "yaml", "--output-type", "yaml"), List.of("--filename-override", "x.yaml"))) {
            var words = new java.util.ArrayList<>(List.of("decrypt"));
            words.addAll(flags);
            assertThat(sandbox.run(words.toArray(String[]::new)).succeeded().text())
                    .isEqualTo("a: b\n");
        }
    }

    @Test
    void theNameGivenByOverrideChoosesTheRule() {
        sandbox.file(
                ".sops.yaml",
                "creation_rules:\n  - path_regex: prod\\.yaml$\n    age: " + Sandbox.OTHER_RECIPIENT + "\n  - age: "
                        + Sandbox.RECIPIENT + "\n");
        assertThat(sandbox.run("encrypt", "--filename-override", "prod.yaml", "a.yaml")
                        .succeeded()
                        .text())
                .contains(Sandbox.OTHER_RECIPIENT);
        assertThat(sandbox.run("encrypt", "a.yaml").succeeded().text()).contains(Sandbox.RECIPIENT);
    }

    @Test
    void aBugIsOneLineWithoutTheMessageOfTheException() {
        var errors = new java.io.ByteArrayOutputStream();
        var console = new Console(
                new java.io.ByteArrayInputStream(new byte[0]),
                new java.io.ByteArrayOutputStream() {
                    @Override
                    public void write(byte[] bytes) {
                        throw new IllegalStateException(Sandbox.CANARY);
                    }
                },
                errors,
                java.util.Map.of(),
                directory);
        assertThat(new CommandLine("lockstep", console).run(List.of("--version")))
                .isEqualTo(1);
        assertThat(errors.toString(java.nio.charset.StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("lockstep: unexpected java.lang.IllegalStateException at ")
                                .doesNotContain(Sandbox.CANARY),
                        line -> assertThat(line).isEqualTo("  hint: please report this line as a bug"));
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(sandbox.path(name)));
    }
}
