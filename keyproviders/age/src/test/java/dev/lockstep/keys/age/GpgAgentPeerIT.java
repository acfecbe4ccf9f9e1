package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// GnuPG's real agent, told a passphrase beforehand.
class GpgAgentPeerIT {
    private static final String ID = "SopsAgeTEST";

    @TempDir
    private Path home;

    private Machine machine = new Machine(Path.of(""));

    @BeforeEach
    void startAgent() throws IOException {
        var folder = Files.createDirectories(home.resolve(".gnupg"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(folder.resolve("gpg-agent.conf"), "allow-preset-passphrase\n");
        gpg("gpgconf", "--launch", "gpg-agent");
        var socket = gpg("gpgconf", "--list-dirs", "agent-socket").strip();
        machine = new Machine(home).with("GPG_AGENT_INFO", socket + ":0:1");
    }

    @AfterEach
    void stopAgent() {
        gpg("gpgconf", "--kill", "gpg-agent");
    }

    @Test
    void remembersAPassphraseUntilItIsToldToForgetIt() {
        assertThat(GpgAgent.passphrase(machine.environment(), ID, "what for")).isNull();
        var hex = HexFormat.of().formatHex("correct horse é".getBytes(StandardCharsets.UTF_8));
        gpg("gpg-connect-agent", "PRESET_PASSPHRASE " + ID + " -1 " + hex, "/bye");
        var passphrase = GpgAgent.passphrase(machine.environment(), ID, "what for");
        assertThat(passphrase).asString(StandardCharsets.UTF_8).isEqualTo("correct horse é");
        GpgAgent.forget(machine.environment(), ID);
        assertThat(GpgAgent.passphrase(machine.environment(), ID, "what for")).isNull();
    }

    private String gpg(String program, String... arguments) {
        var path = Programs.find(program, System.getenv("PATH"));
        assertThat(path).as(program).isNotNull();
        var environment = Map.of("GNUPGHOME", home.resolve(".gnupg").toString());
        var output = new Peers(home).run(environment, String.valueOf(path), arguments);
        return Ascii.text(output, 0, output.length);
    }
}
