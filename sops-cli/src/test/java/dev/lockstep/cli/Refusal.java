package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testkit.Canary;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// The rule that every bad input must keep, checked in one place: a non-zero exit code, one line on standard error that
/// names the file or place and never a value, a hint at most beside it, nothing on standard output, every file as it
/// was, no file left, within 5 s.
final class Refusal {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Run run;

    private Refusal(Run run) {
        this.run = run;
    }

    /// Runs within this JVM.
    static Refusal of(Sandbox sandbox, String... words) {
        return of(sandbox, () -> sandbox.run(words));
    }

    /// Runs as the supplier does.
    static Refusal of(Sandbox sandbox, Supplier<Run> call) {
        var before = Snapshot.of(sandbox.directory());
        var run = call.get();
        assertThat(Snapshot.of(sandbox.directory()).files())
                .as("files after %s", run)
                .isEqualTo(before.files());
        assertThat(run.exit()).as("exit code of %s", run).isNotZero();
        assertThat(run.output()).as("standard output of %s", run).isEmpty();
        assertThat(run.took()).as("time of %s", run).isLessThan(LIMIT);
        tellsNoSecret(run);
        var lines = run.errors().lines().toList();
        assertThat(run.errors()).as("%s", run).endsWith("\n").startsWith("lockstep: ");
        assertThat(lines).as("lines of %s", run).hasSizeBetween(1, 2);
        if (lines.size() == 2) {
            assertThat(lines.get(1)).as("%s", run).startsWith("hint: ");
        }
        return new Refusal(run);
    }

    /// No value, key, hash or stack trace on standard error, and nothing of the program's own inside.
    static void tellsNoSecret(Run run) {
        Canary.assertAbsent(run.errors());
        assertThat(run.errors())
                .as("standard error of %s", run.words())
                .doesNotContain("AGE-SECRET-KEY-1")
                .doesNotContain("\tat ")
                .doesNotContain("Exception")
                .doesNotContain("unexpected ")
                .doesNotContainPattern("[0-9A-Fa-f]{64}");
    }

    Refusal exit(int code) {
        assertThat(run.exit()).as("exit code of %s", run).isEqualTo(code);
        return this;
    }

    /// All of these in the first line.
    Refusal saying(String... texts) {
        assertThat(run.errors().lines().findFirst().orElseThrow()).as("%s", run).contains(List.of(texts));
        return this;
    }

    Refusal hinting(String text) {
        assertThat(run.errors().lines().skip(1).findFirst().orElse(""))
                .as("%s", run)
                .contains(text);
        return this;
    }

    Run run() {
        return run;
    }
}
