package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same command lines given to sops and to this program, in the same files: exit codes are equal, and what a script
/// reads.
class SopsCommandLinePeerIT {
    private static final String YAML =
            "db:\n    user: app\n    port: 5432\n    hosts:\n        - one\n        - two\non: true\nnote: null\n";

    @TempDir
    Path directory;

    /// Exit code and standard output are equal.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version --disable-version-check",
                "decrypt sealed.yaml",
                "decrypt sealed.json",
                "decrypt sealed.bin",
                "-d sealed.yaml",
                "--decrypt sealed.yaml",
                "-decrypt sealed.json",
                "-d sealed.bin",
                "decrypt --output-type json sealed.yaml",
                "decrypt --output-type yaml sealed.json",
                "decrypt --input-type yaml --output-type yaml sealed.yaml",
                "decrypt --filename-override x.yaml sealed.yaml",
                "--indent 2 decrypt sealed.yaml",
                "--indent 7 decrypt sealed.json",
                "--indent 0 decrypt sealed.json",
                "decrypt --extract [\"db\"] sealed.yaml",
                "decrypt --extract [\"db\"][\"user\"] sealed.yaml",
                "decrypt --extract [\"db\"][\"port\"] sealed.yaml",
                "decrypt --extract ['db']['hosts'][1] sealed.yaml",
                "decrypt --extract [\"db\"][\"hosts\"] sealed.yaml",
                "decrypt --extract [\"on\"] sealed.yaml",
                "decrypt --extract [\"note\"] sealed.yaml",
                "decrypt --extract [\"db\"] sealed.json",
                "decrypt --extract [\"db\"][\"port\"] sealed.json",
                "decrypt --extract [\"db\"][\"hosts\"] --output-type json sealed.yaml",
                "decrypt sealed.yaml --extract [\"db\"][\"user\"]",
                "decrypt --extract= sealed.yaml",
                "-d --extract [\"db\"][\"user\"] sealed.yaml",
                "-d sealed.yaml --extract [\"db\"][\"user\"]",
                "decrypt --ignore-mac sealed.yaml",
                "decrypt --ignore-mac changed.yaml",
                "decrypt --decryption-order pgp,age sealed.yaml",
                "decrypt --in-place=false sealed.yaml",
                "decrypt --output /dev/stdout sealed.yaml",
                "decrypt -- sealed.yaml",
                "decrypt sealed.yaml sealed.json",
                "filestatus sealed.yaml",
                "filestatus plain.yaml",
                "filestatus empty.yaml",
                "filestatus sealed.json",
                "filestatus --input-type yaml sealed.yaml",
            })
    void printsTheSame(String line) throws Exception {
        var one = sops(line);
        var other = lockstep(line);
        assertThat(other.exit()).as("%s%n%s", other, one).isEqualTo(one.exit());
        assertThat(other.text()).as(line).isEqualTo(one.text());
    }

    /// The exit code is equal and not 0.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "decrypt nope.yaml",
                "-d nope.yaml",
                "-e nope.yaml",
                "-d",
                "decrypt plain.yaml",
                "decrypt plain.json",
                "decrypt plain.bin",
                "encrypt nope.yaml",
                "encrypt",
                "encrypt -i",
                "decrypt -i",
                "decrypt -i --output x sealed.yaml",
                "encrypt -i --output x plain.yaml",
                "-e -i --output x plain.yaml",
                "encrypt --age $R sealed.yaml",
                "encrypt --age $R sealed.json",
                "-e --age $R sealed.yaml",
                "encrypt --age $R empty.yaml",
                "encrypt --age $R empty.json",
                "encrypt --age $R broken.yaml",
                "encrypt --age $R list.yaml",
                "encrypt --age $R number-key.yaml",
                "encrypt --age $R big-number.yaml",
                "encrypt plain.yaml",
                "encrypt --age nonsense plain.yaml",
                "encrypt --age age1qqqq plain.yaml",
                "encrypt --age $R --encrypted-regex a --unencrypted-regex b plain.yaml",
                "encrypt --age $R --encryption-context a plain.yaml",
                "encrypt --age $R --shamir-secret-sharing-threshold x plain.yaml",
                "--config nope.yaml encrypt --age $R plain.yaml",
                "--config broken.yaml encrypt --age $R plain.yaml",
                "--config broken.yaml decrypt sealed.yaml",
                "--config norule.yaml encrypt --age $R plain.yaml",
                "--config norule.yaml encrypt plain.yaml",
                "decrypt broken.yaml",
                "decrypt empty.yaml",
                "decrypt empty.json",
                "decrypt -i empty.yaml",
                "filestatus empty.json",
                "decrypt changed.yaml",
                "decrypt bare.yaml",
                "decrypt renamed.yaml",
                "decrypt other-key.yaml",
                "decrypt --extract [\"nope\"] sealed.yaml",
                "decrypt --extract [\"db\"][\"hosts\"][5] sealed.yaml",
                "decrypt --extract a sealed.yaml",
                "decrypt --extract [x] sealed.yaml",
                "decrypt --output-type binary sealed.yaml",
                "decrypt --output nowhere/x sealed.yaml",
                "decrypt --decryption-order age,age sealed.yaml",
                "decrypt --nope sealed.yaml",
                "decrypt --extract",
                "decrypt --in-place=maybe sealed.yaml",
                "--nope",
                "filestatus",
                "filestatus nope.yaml",
                "filestatus broken.yaml",
            })
    void failsWithTheSameCode(String line) throws Exception {
        var one = sops(line);
        var other = lockstep(line);
        assertThat(one.exit()).as("%s", one).isNotZero();
        assertThat(other.exit()).as("%s%n%s", other, one).isEqualTo(one.exit());
        assertThat(other.text()).as(line).isEmpty();
    }

    /// What this program encrypted, sops opens with the same command line, and the other way round.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "encrypt -i --age $R plain.yaml",
                "encrypt -i --age $R plain.json",
                "encrypt -i --age $R plain.bin",
                "-e -i --age $R plain.yaml",
                "--mac-only-encrypted encrypt -i --age $R --encrypted-regex ^user$ plain.yaml",
                "--unencrypted-comment-regex secret -e -i --age $R plain.yaml",
                "encrypt -i --age $R --unencrypted-suffix _plain plain.yaml",
                "--config groups.yaml encrypt -i plain.yaml",
                "--config rule.yaml encrypt -i plain.json",
            })
    void opensWhatTheOtherEncrypted(String line) throws Exception {
        String file = line.substring(line.lastIndexOf(' ') + 1);
        var mine = directory("mine");
        var plain = mine.text(file);
        assertThat(mine.run(words(line)).succeeded().errors()).isEmpty();
        var theirs = directory("theirs");
        assertThat(sops(theirs, words(line)).exit()).isZero();
        for (var encrypted : List.of(mine, theirs)) {
            assertThat(encrypted.text(file)).contains("ENC[");
            var one = sops(encrypted, List.of("decrypt", file).toArray(String[]::new));
            var other = encrypted.run("decrypt", file);
            assertThat(one.exit()).as("%s", one).isZero();
            assertThat(other.succeeded().text()).isEqualTo(encrypted == mine ? plain : one.text());
        }
    }

    private Run lockstep(String line) throws Exception {
        return directory("lockstep").runAs("sops", words(line));
    }

    private Run sops(String line) throws Exception {
        return sops(directory("sops"), words(line));
    }

    private static String[] words(String line) {
        return line.isEmpty()
                ? new String[0]
                : line.replace("$R", Sandbox.RECIPIENT).split(" ");
    }

    private Sandbox directory(String name) throws Exception {
        var sandbox = new Sandbox(Files.createDirectories(directory.resolve(name)));
        sandbox.file("plain.yaml", YAML)
                .file("plain.json", "{\n\t\"db\": {\n\t\t\"user\": \"app\",\n\t\t\"port\": 5432\n\t}\n}\n")
                .file("plain.bin", "some bytes")
                .file("empty.yaml", "")
                .file("empty.json", "")
                .file("broken.yaml", "a: [\n")
                .file("broken.json", "{\"a\": \n")
                .file("list.yaml", "- a\n")
                .file("number-key.yaml", "1: a\n")
                .file("big-number.yaml", "a: 9223372036854775808\n")
                .file("norule.yaml", "creation_rules:\n  - path_regex: ^prod/\n    age: " + Sandbox.RECIPIENT + "\n")
                .file("rule.yaml", "creation_rules:\n  - encrypted_regex: ^user$\n    age: " + Sandbox.RECIPIENT + "\n")
                .file(
                        "groups.yaml",
                        "creation_rules:\n  - shamir_threshold: 2\n    key_groups:\n      - age: [" + Sandbox.RECIPIENT
                                + "]\n      - age: [" + Sandbox.RECIPIENT + "]\n");
        for (var extension : List.of("yaml", "json", "bin")) {
            var run = sops(sandbox, "encrypt", "--age", Sandbox.RECIPIENT, "plain." + extension);
            sandbox.file("sealed." + extension, run.succeeded().output());
        }
        var partly = sops(sandbox, "encrypt", "--age", Sandbox.RECIPIENT, "--encrypted-regex", "^user$", "plain.yaml");
        sandbox.file("changed.yaml", partly.succeeded().text().replace("5432", "5433"));
        String sealed = sandbox.text("sealed.yaml");
        sandbox.file("bare.yaml", sealed.replaceFirst("user: .*", "user: app"));
        sandbox.file("renamed.yaml", sealed.replaceFirst("user: ", "name: "));
        var others = sops(sandbox, "encrypt", "--age", Sandbox.OTHER_RECIPIENT, "plain.yaml");
        return sandbox.file("other-key.yaml", others.succeeded().output());
    }

    private static Run sops(Sandbox sandbox, String... words) throws IOException, InterruptedException {
        var home = System.getenv("PEERS_HOME");
        var peers = home == null ? Path.of(System.getProperty("user.home"), ".cache", "lockstep-peers") : Path.of(home);
        var command = new ArrayList<>(List.of(peers.resolve("bin/sops").toString()));
        command.addAll(List.of(words));
        var output = Files.createTempFile("sops", ".out");
        var errors = Files.createTempFile("sops", ".err");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(sandbox.directory().toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().clear();
            builder.environment()
                    .putAll(Map.of("HOME", "/nonexistent", "PATH", "/usr/bin:/bin", "SOPS_AGE_KEY", Sandbox.IDENTITY));
            var process = builder.start();
            process.getOutputStream().close();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Run(
                    List.of(words),
                    process.exitValue(),
                    Files.readAllBytes(output),
                    Files.readString(errors),
                    java.time.Duration.ZERO);
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
