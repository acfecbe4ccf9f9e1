package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Asking for a passphrase, in a terminal that `script` makes.
class TerminalPassphrasesTest {
    @TempDir
    Path directory;

    /// Asks once and prints what was answered, between brackets.
    static final class Asking {
        private Asking() {}

        public static void main(String[] words) {
            byte[] answer = new TerminalPassphrases().ask("Passphrase for the test");
            System.out.println("[" + new String(answer, StandardCharsets.UTF_8) + "]");
        }
    }

    private static String asking(String redirection) {
        return String.join(
                " ",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "'" + System.getProperty("java.class.path") + "'",
                "'" + Asking.class.getName() + "'",
                redirection);
    }

    @Test
    void asksOnTheTerminalWithoutEchoAlsoWhenStandardOutputIsAFile() throws Exception {
        var script = Path.of("/usr/bin/script");
        Assumptions.assumeTrue(Files.isExecutable(script), "no program script to make a terminal");
        // What the terminal does afterwards shows that the echo is back.
        String command = asking("> " + directory.resolve("out")) + "; stty -a";
        var process = new ProcessBuilder(script.toString(), "-qec", command, "/dev/null")
                .redirectErrorStream(true)
                .start();
        String shown = readUntil(process, ": ");
        // Only what is typed behind the prompt counts: the terminal throws away what was typed before.
        process.getOutputStream().write("correct horse\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        shown += new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(directory.resolve("out"))).isEqualTo("[correct horse]\n");
        assertThat(shown)
                .contains("Passphrase for the test: ")
                .doesNotContain("correct horse")
                .doesNotContain(" -echo ");
    }

    @Test
    void asksNobodyWithoutATerminal() throws Exception {
        var setsid = Path.of("/usr/bin/setsid");
        Assumptions.assumeTrue(Files.isExecutable(setsid), "no program setsid to leave the terminal");
        var process = new ProcessBuilder(List.of(setsid.toString(), "-w", "sh", "-c", asking("2>&1")))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(shown).contains("there is no terminal");
    }

    private static String readUntil(Process process, String end) throws IOException {
        var shown = new StringBuilder();
        for (int b = process.getInputStream().read();
                b >= 0;
                b = process.getInputStream().read()) {
            shown.append((char) b);
            if (shown.toString().endsWith(end)) {
                return shown.toString();
            }
        }
        throw new AssertionError("ended without a prompt: " + shown);
    }
}
