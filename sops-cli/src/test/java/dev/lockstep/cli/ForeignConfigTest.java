package dev.lockstep.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A `.sops.yaml` that another user wrote: it could name that user's key, or leave everything readable. Runs as root,
/// who alone can give a file away.
class ForeignConfigTest {
    private static final int STRANGER = 12_345;

    @TempDir
    Path directory;

    private Sandbox sandbox;

    @BeforeEach
    void needsRoot() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give a file to another user");
        sandbox = new Sandbox(Files.createDirectory(directory.resolve("work"))).file("plain.yaml", "a: 1\n");
        Files.writeString(
                directory.resolve(".sops.yaml"), "creation_rules:\n  - age: " + Sandbox.OTHER_RECIPIENT + "\n");
        give(directory.resolve(".sops.yaml"), STRANGER);
    }

    @Test
    void isNotUsedToEncryptAndTheWaysToAllowItAreNamed() {
        var run = sandbox.run("encrypt", "plain.yaml");
        assertEquals(1, run.exit());
        assertEquals("", run.text());
        var path = directory.resolve(".sops.yaml");
        assertEquals(
                "lockstep: " + path + ": belongs to another user, 12345, and is not used: it could choose the keys\n"
                        + "  hint: if you trust it, name it with --config " + path
                        + ", or list its directory: LOCKSTEP_SAFE_DIRECTORY=" + directory + "\n",
                run.errors());
    }

    @Test
    void isNotUsedWithKeysOfTheCommandLineEither() {
        assertEquals(
                1,
                sandbox.run("encrypt", "--age", Sandbox.RECIPIENT, "plain.yaml").exit());
    }

    @Test
    void isNotUsedInTheWorkingDirectoryEither() throws IOException {
        sandbox.file(".sops.yaml", "creation_rules:\n  - age: " + Sandbox.OTHER_RECIPIENT + "\n");
        give(sandbox.path(".sops.yaml"), STRANGER);
        assertEquals(1, sandbox.run("encrypt", "plain.yaml").exit());
    }

    @Test
    void isNotUsedThroughALinkOfTheStranger() throws IOException {
        Files.writeString(directory.resolve("own.yaml"), "creation_rules:\n  - age: " + Sandbox.RECIPIENT + "\n");
        Files.createSymbolicLink(sandbox.path(".sops.yaml"), directory.resolve("own.yaml"));
        assertEquals(0, sandbox.run("encrypt", "plain.yaml").exit());
        give(sandbox.path(".sops.yaml"), STRANGER);
        assertEquals(1, sandbox.run("encrypt", "plain.yaml").exit());
    }

    @Test
    void isUsedWhenItIsNamedOrItsDirectoryIsListed() {
        assertUsed("encrypt", "--config", "../.sops.yaml", "plain.yaml");
        sandbox.variable("SOPS_CONFIG", "../.sops.yaml");
        assertUsed("encrypt", "plain.yaml");
        sandbox.variable("SOPS_CONFIG", "");
        for (var listed : new String[] {"*", "/x:" + directory, directory.getParent() + "/*"}) {
            sandbox.variable("LOCKSTEP_SAFE_DIRECTORY", listed);
            assertUsed("encrypt", "plain.yaml");
        }
        sandbox.variable("LOCKSTEP_SAFE_DIRECTORY", directory.getParent().toString());
        assertEquals(1, sandbox.run("encrypt", "plain.yaml").exit());
    }

    @Test
    void isUsedByRootIfItBelongsToTheUserWhoCalledSudo() {
        sandbox.variable("SUDO_UID", "12345");
        assertUsed("encrypt", "plain.yaml");
    }

    @Test
    void doesNotStopDecryptionAndDoesNotChangeItsResult() throws IOException {
        sandbox.variable("SOPS_CONFIG", "/dev/null").encryptedFile("secret.yaml", "a:\n  b: 1\n");
        sandbox.variable("SOPS_CONFIG", "");
        Files.writeString(directory.resolve(".sops.yaml"), "not: [valid");
        var run = sandbox.run("decrypt", "secret.yaml").succeeded();
        assertEquals("a:\n  b: 1\n", run.text());
        assertTrue(run.errors().startsWith("lockstep: warning: " + directory.resolve(".sops.yaml")), run.errors());
        assertEquals(0, sandbox.run("filestatus", "secret.yaml").exit());
    }

    private void assertUsed(String... words) {
        var run = sandbox.run(words).succeeded();
        assertTrue(run.text().contains(Sandbox.OTHER_RECIPIENT), run.text());
    }

    private static void give(Path file, int owner) throws IOException {
        Files.setAttribute(file, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
    }
}
