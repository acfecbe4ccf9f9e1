package dev.lockstep.sync;

import static dev.lockstep.sync.SopsFixtures.encrypted;
import static dev.lockstep.sync.SopsFixtures.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.resource.TestRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What `once` holds back: removals, empty Secrets, other namespaces.
@Timeout(120)
class OnceLimitsTest {
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
    void removesWhatIsGoneOnlyWhenAsked() throws IOException {
        for (var name : List.of("a", "b", "c")) {
            repository.put(name + ".yaml", encrypted(secret("shop", name, "k", "1")));
        }
        repository.commit();
        once.sync();
        repository.remove("a.yaml").commit();
        assertThat(once.sync().code()).isZero();
        assertThat(once.written()).hasSize(3);
        var run = once.sync("--prune");
        assertThat(run.code()).isZero();
        assertThat(run.out()).endsWith("shop/a removed\n");
        assertThat(once.written()).containsOnlyKeys("shop/b/k", "shop/c/k");
        assertThat(once.to().resolve("shop/a")).doesNotExist();
    }

    @Test
    void removesNothingIfAFileWasRefused() throws IOException {
        for (var name : List.of("a", "b", "c")) {
            repository.put(name + ".yaml", encrypted(secret("shop", name, "k", "1")));
        }
        repository.commit();
        once.sync();
        repository
                .remove("a.yaml")
                .put("b.yaml", secret("shop", "b", "k", "plain"))
                .commit();
        assertThat(once.sync("--prune").code()).isEqualTo(1);
        assertThat(once.written()).hasSize(3);
    }

    @Test
    void holdsAPruneThatGoesTooFar() throws IOException {
        for (var name : List.of("a", "b", "c")) {
            repository.put("apps/" + name + ".yaml", encrypted(secret("shop", name, "k", "1")));
        }
        repository.commit();
        once.sync();
        repository.clear().put("README.md", "").commit();
        var run = once.sync("--prune");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("lockstep-sync: pruning would remove 3 of 3 Secrets, the limit is 50 percent\n  hint: ");
        // A path that is gone is an error, whatever the limit.
        assertThat(once.sync("--prune", "--prune-limit", "100", "--path", "apps")
                        .err())
                .contains("has no folder apps");
        assertThat(once.written()).hasSize(3);
        assertThat(once.sync("--prune", "--prune-limit", "100").code()).isZero();
        assertThat(once.written()).isEmpty();
    }

    @Test
    void emptiesNoSecretUnlessItIsMeant() throws IOException {
        repository
                .put("a.yaml", encrypted(secret("shop", "a", "k", "1", "l", "2")))
                .commit();
        once.sync();
        repository
                .put("a.yaml", encrypted(secret("shop", "a")))
                .put("b.yaml", encrypted(secret("shop", "b")))
                .commit();
        var refused = once.sync();
        assertThat(refused.code()).isOne();
        assertThat(refused.err())
                .contains(
                        "a.yaml:1: Secret shop/a: Secret shop/a would lose all of its keys\n  hint: give it data; if an")
                .contains("b.yaml:1: Secret shop/b: Secret shop/b would have no key\n  hint: give it data; if an");
        assertThat(once.written()).containsOnlyKeys("shop/a/k", "shop/a/l");
        assertThat(once.to().resolve("shop/b")).doesNotExist();
        assertThat(once.sync("--allow-empty-secrets").code()).isZero();
        assertThat(once.written()).isEmpty();
        assertThat(once.to().resolve("shop/b")).isDirectory();
    }

    @Test
    void writesOnlyIntoTheNamespacesThatAreAllowed() throws IOException {
        repository
                .put("a.yaml", encrypted(secret("shop", "a", "k", "1")))
                .put("b.yaml", encrypted(secret("kube-system", "b", "k", "1")))
                .put("c.yaml", encrypted(secret("bank", "c", "k", "1")))
                .commit();
        var run = once.sync("--namespaces", "shop,bank");
        assertThat(run.code()).isOne();
        assertThat(run.err())
                .isEqualTo("lockstep-sync: b.yaml:1: Secret kube-system/b: namespace kube-system is not one of the"
                        + " allowed namespaces\n  hint: add it to --namespaces, or correct metadata.namespace\n");
        assertThat(once.written()).containsOnlyKeys("shop/a/k", "bank/c/k");
    }
}
