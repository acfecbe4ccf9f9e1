package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Plugins that do not behave. Each is a small shell script; a real plugin is met in `AgePluginPeerIT`.
@DisabledOnOs(OS.WINDOWS)
class PluginTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String READ_ALL =
            "while read line; do case \"$line\" in *done) break;; esac; done; read line\n";
    private static final List<Stanza> STANZAS = List.of(Stanza.owning("test", List.of("a"), new byte[5]));

    @TempDir
    private Path home;

    @Test
    void opensWithTheFileKeyThatThePluginGives() throws IOException {
        install(READ_ALL
                + "printf -- '-> file-key 0\\nAAAAAAAAAAAAAAAAAAAAAA\\n'; read a; read b; printf -- '-> done\\n\\n'");
        try (var fileKey = identity().unwrap(STANZAS)) {
            assertThat(fileKey).isNotNull();
        }
    }

    @Test
    void takesAPluginWithoutAFileKeyForNoMatch() throws IOException {
        install(
                READ_ALL
                        + "printf -- '-> msg\\nAAAA\\n'; read a; read b; printf -- '-> grease-7 x\\n\\n'; read a; read b; printf -- '-> done\\n\\n'");
        assertThat(identity().unwrap(STANZAS)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "exit 1",
                "echo nonsense",
                "printf -- '-> done'",
                "printf -- '->\\n\\n'",
                "printf -- '-> file-key 1\\nAAAAAAAAAAAAAAAAAAAAAA\\n'; read a; read b; printf -- '-> done\\n\\n'",
                "printf -- '-> file-key 0\\nAAAAAAAAAAAAAAAAAAAAAA\\n-> file-key 0\\nAAAAAAAAAAAAAAAAAAAAAA\\n'; read a",
                "printf -- '-> confirm\\n\\n'; read a",
                "head -c 100000 /dev/zero | tr '\\0' A"
            })
    void refusesAPluginThatBreaksTheProtocol(String answer) throws IOException {
        install(READ_ALL + answer);
        assertThatThrownBy(() -> identity().unwrap(STANZAS))
                .isInstanceOfSatisfying(
                        AgeException.class, e -> assertThat(e.kind()).isEqualTo(AgeException.Kind.PLUGIN));
    }

    @Test
    void refusesAFileKeyOfAnotherLength() throws IOException {
        install(READ_ALL + "printf -- '-> file-key 0\\nAAAA\\n'; read a; read b; printf -- '-> done\\n\\n'");
        assertThatThrownBy(() -> identity().unwrap(STANZAS)).hasMessageContaining("not 16 bytes");
    }

    @Test
    void givesUpOnAPluginThatDoesNotAnswerAndLeavesNoProcessBehind() throws IOException {
        var pid = home.resolve("pid");
        install("echo $$ > " + pid + "; sleep 60");
        assertThatThrownBy(() -> identity().unwrap(STANZAS, Duration.ofMillis(500)))
                .hasMessageContaining("did not answer within");
        var process = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        process.ifPresent(
                handle -> handle.onExit().orTimeout(5, TimeUnit.SECONDS).join());
    }

    @Test
    void givesAPersonTheTimeToAnswer() throws IOException {
        install(READ_ALL + "printf -- '-> request-secret\\nUElO\\n'; read a; read b; printf -- '-> done\\n\\n'");
        var slow = new Machine(home) {
            @Override
            public byte[] ask(String prompt) {
                try {
                    Thread.sleep(900);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.ask(prompt);
            }
        };
        slow.with("PATH", home + ":/usr/bin:/bin").answering("1234");
        var plugins = new Plugins(slow.environment(), Duration.ofMillis(600));
        assertThat(PluginIdentity.parse(Bech32.encode("AGE-PLUGIN-TEST-", new byte[4]), plugins)
                        .unwrap(STANZAS))
                .isNull();
        assertThat(slow.questions).containsExactly("age-plugin-test: PIN");
    }

    @Test
    void letsAPersonConfirm() throws IOException {
        install(READ_ALL + "printf -- '-> confirm WWVz Tm8\\nT0s/\\n'; read a; echo \"$a\" > " + home.resolve("answer")
                + "; read b; printf -- '-> done\\n\\n'");
        for (var answer : List.of("1", "2", "3")) {
            var host = new Machine(home).with("PATH", home + ":/usr/bin:/bin").answering(answer);
            var plugins = new Plugins(host.environment(), LIMIT);
            PluginIdentity.parse(Bech32.encode("AGE-PLUGIN-TEST-", new byte[4]), plugins)
                    .unwrap(STANZAS);
            assertThat(host.questions).containsExactly("age-plugin-test: OK? (1 for Yes, 2 for No)");
            var sent = Files.readString(home.resolve("answer")).strip();
            assertThat(sent).isEqualTo(answer.equals("1") ? "-> ok yes" : answer.equals("2") ? "-> ok no" : "-> fail");
        }
    }

    @Test
    void saysWhichProgramIsMissing() {
        assertThatThrownBy(() -> identity().unwrap(STANZAS)).hasMessageContaining("age-plugin-test is not installed");
    }

    @Test
    void doesNotRunAPluginFromTheWorkingDirectory() throws IOException {
        install("exit 0");
        for (var path : List.of("", ".", ":", "./bin")) {
            var plugins = new Plugins(new Machine(home).with("PATH", path).environment(), LIMIT);
            assertThatThrownBy(() -> plugins.start("test", "identity-v1")).hasMessageContaining("not installed");
        }
    }

    private void install(String script) throws IOException {
        var file = Files.writeString(home.resolve("age-plugin-test"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private PluginIdentity identity() {
        var environment =
                new Machine(home).with("PATH", home + ":/usr/bin:/bin").environment();
        return PluginIdentity.parse(Bech32.encode("AGE-PLUGIN-TEST-", new byte[4]), new Plugins(environment, LIMIT));
    }
}
