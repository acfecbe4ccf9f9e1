package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testkit.Canary;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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
        int last = lines.getLast().startsWith("  hint: ") ? lines.size() - 1 : lines.size();
        assertThat(lines.subList(1, last)).as("details of %s", run).allMatch(line -> line.startsWith("  "));
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

    /// All of these in the first line or its details.
    Refusal saying(String... texts) {
        assertThat(run.errors()
                        .lines()
                        .filter(line -> !line.startsWith("  hint: "))
                        .collect(Collectors.joining("\n")))
                .as("%s", run)
                .contains(List.of(texts));
        return this;
    }

    Refusal hinting(String text) {
        assertThat(run.errors()
                        .lines()
                        .filter(line -> line.startsWith("  hint: "))
                        .findFirst()
                        .orElse(""))
                .as("%s", run)
                .contains(text);
        return this;
    }

    Run run() {
        return run;
    }
}
