package dev.lockstep.sync;

import static dev.lockstep.sync.SopsFixtures.encrypted;
import static dev.lockstep.sync.SopsFixtures.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.resource.TestRepository;
import dev.lockstep.testkit.Canary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `once --watch` as a process of its own.
@Timeout(120)
class OnceWatchTest {
    @TempDir
    private Path folder;

    private OnceRuns once;
    private TestRepository repository;

    @BeforeEach
    void create() throws IOException {
        once = OnceRuns.in(folder);
        repository = once.repository();
    }

    @AfterEach
    void close() {
        once.close();
    }

    @Test
    void watchPicksUpNewCommitsAndEndsAtSigterm() throws Exception {
        repository
                .put("db.yaml", encrypted(secret("shop", "db", "password", "one")))
                .commit();
        var home = Files.createDirectory(folder.resolve("home"));
        var out = folder.resolve("stdout");
        var err = folder.resolve("stderr");
        var command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Duser.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "once",
                "--git",
                once.place().toString(),
                "--to",
                once.to().toString(),
                "--prune",
                "--watch");
        command.environment().put("SOPS_AGE_KEY", SopsFixtures.key());
        command.environment().remove("XDG_CONFIG_HOME");
        var process =
                command.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            await(process, () -> content("shop/db/password").equals("one"));
            repository
                    .put("db.yaml", encrypted(secret("shop", "db", "password", "two")))
                    .commit();
            await(process, () -> content("shop/db/password").equals("two"));
            // A commit that is refused changes nothing, and the watch goes on.
            repository
                    .put("db.yaml", secret("shop", "db", "password", Canary.text()))
                    .commit();
            await(process, () -> text(err).contains(": is not encrypted"));
            repository
                    .put("db.yaml", encrypted(secret("shop", "db", "password", Canary.text())))
                    .commit();
            await(process, () -> content("shop/db/password").equals(Canary.text()));
            // Forced to something unrelated.
            repository.put("db.yaml", encrypted(secret("shop", "db", "password", "four")));
            repository.commitUnrelated("refs/heads/main");
            await(process, () -> content("shop/db/password").equals("four"));
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
        assertThat(text(err).lines()).hasSize(2);
        assertThat(text(out).lines()).hasSize(4).allMatch(line -> line.startsWith("shop/db written from db.yaml at "));
        Canary.assertAbsent(text(out) + text(err));
        assertThat(home).as("JGit writes no configuration").isEmptyDirectory();
        assertThat(once.sync().out()).contains("shop/db unchanged");
    }

    private static void await(Process process, BooleanSupplier condition) throws InterruptedException {
        var end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(process.isAlive()).as("the watch is alive").isTrue();
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.sleep(50);
        }
    }

    private String content(String file) {
        var path = once.to().resolve(file);
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? text(path) : "";
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
