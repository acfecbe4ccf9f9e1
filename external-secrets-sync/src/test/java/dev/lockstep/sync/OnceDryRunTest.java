package dev.lockstep.sync;

import static dev.lockstep.sync.SopsFixtures.encrypted;
import static dev.lockstep.sync.SopsFixtures.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.resource.TestRepository;
import dev.lockstep.sync.sink.FilesTarget;
import dev.lockstep.testkit.Canary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `once --dry-run`: the same answers, and nothing changed.
@Timeout(120)
class OnceDryRunTest {
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

    /// Everything below the output: names, kinds, times, contents.
    private Map<String, String> everything() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (var walk = Files.walk(once.to())) {
            for (var path : (Iterable<Path>) walk::iterator) {
                var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                var content = attributes.isRegularFile() ? Files.readString(path) : "";
                all.put(path.toString(), attributes.lastModifiedTime() + " " + attributes.fileKey() + " " + content);
            }
        }
        return all;
    }

    @Test
    void makesNoOutputThatIsNotThere() throws IOException {
        repository
                .put("a.yaml", encrypted(secret("shop", "a", "k", Canary.text())))
                .commit();
        var run = once.sync("--dry-run", "--prune");
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("shop/a would be written from a.yaml at ");
        assertThat(once.to()).doesNotExist();
    }

    @Test
    void saysWhatWouldBeDoneAndChangesNothing() throws IOException {
        for (var name : List.of("a", "b", "c")) {
            repository.put(name + ".yaml", encrypted(secret("shop", name, "k", "1")));
        }
        repository.commit();
        once.sync();
        // What a kill left of a removed Secret is swept by the next run that writes.
        var left = Files.createDirectory(once.to().resolve("shop/..gone-1"));
        repository
                .remove("a.yaml")
                .put("b.yaml", encrypted(secret("shop", "b", "k", Canary.text())))
                .commit();
        var before = everything();
        var run = once.sync("--dry-run", "--prune");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("shop/b would be written from b.yaml at ")
                .contains("shop/c unchanged")
                .endsWith("shop/a would be removed\n");
        assertThat(everything()).isEqualTo(before);
        assertThat(once.sync("--prune").out()).endsWith("shop/a removed\n");
        assertThat(left).doesNotExist();
    }

    @Test
    void looksAtAnOutputThatAnotherProcessWrites() throws IOException {
        repository.put("a.yaml", encrypted(secret("shop", "a", "k", "1"))).commit();
        try (var _ = FilesTarget.open(once.to())) {
            assertThat(once.sync().err()).contains("another lockstep-sync writes there");
            assertThat(once.sync("--dry-run").code()).isZero();
        }
    }

    @Test
    void warnsOfALostStructureEachTimeAndKeepsWhatIsRemembered() throws IOException {
        byte[] file = encrypted(secret("shop", "a", "k", "1"));
        repository.put("a.yaml", file).commit();
        once.sync();
        repository.put("a.yaml", SopsFixtures.withoutStructure(file)).commit();
        var warning = "warning: a.yaml: had a structure digest when it was applied last, and has none now";
        assertThat(once.sync("--dry-run").err()).contains(warning);
        assertThat(once.sync("--dry-run").err()).contains(warning);
        assertThat(once.sync().err()).contains(warning);
        assertThat(once.sync().err()).isEmpty();
    }

    @Test
    void refusesWhatTheRunWouldRefuse() throws IOException {
        repository
                .put("a.yaml", encrypted(secret("shop", "a")))
                .put("b.yaml", secret("shop", "b", "k", Canary.text()))
                .commit();
        var run = once.sync("--dry-run");
        assertThat(run.code()).isOne();
        assertThat(run.err()).contains("b.yaml:").contains("is not encrypted").contains("would have no key");
        assertThat(once.to()).doesNotExist();
    }
}
