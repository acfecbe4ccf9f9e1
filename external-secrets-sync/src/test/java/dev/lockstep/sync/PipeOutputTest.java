package dev.lockstep.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The program as a process whose output ends too soon.
@Timeout(60)
class PipeOutputTest {
    private record Ended(int code, String err) {}

    /// @param shell what bash does with the program, which is `"$@"`
    private static Ended run(String shell, String... arguments) throws IOException, InterruptedException {
        var program = List.of(
                "bash",
                "-c",
                shell,
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
        var process = new ProcessBuilder(
                        Stream.concat(program.stream(), Stream.of(arguments)).toList())
                .start();
        process.getOutputStream().close();
        var err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), err);
    }

    @Test
    void endsSilentlyWhenItsReaderHasEnough() throws Exception {
        assertThat(run("\"$@\" | true; exit ${PIPESTATUS[0]}", "once", "--help"))
                .isEqualTo(new Ended(141, ""));
        assertThat(run("\"$@\" | true; exit ${PIPESTATUS[0]}", "why", "--help")).isEqualTo(new Ended(141, ""));
    }

    @Test
    void failsWhereItCannotWrite() throws Exception {
        assertThat(run("\"$@\" > /dev/full", "once", "--help").code()).isOne();
        assertThat(run("\"$@\" > /dev/null", "once", "--help").code()).isZero();
    }

    @Test
    void keepsTheCodeOfAWrongCommandLineWhoeverReads() throws Exception {
        assertThat(run("\"$@\" | true; exit ${PIPESTATUS[0]}", "why", "--nonsense")
                        .code())
                .isOne();
    }
}
