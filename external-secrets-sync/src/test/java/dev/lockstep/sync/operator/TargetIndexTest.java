package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.SecretName;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TargetIndexTest {
    private static final SecretName TARGET = new SecretName("shop", "db");
    private static final ResourceID ONE = new ResourceID("one", "shop");
    private static final ResourceID OTHER = new ResourceID("other", "shop");

    private final TargetIndex index = new TargetIndex();

    @Test
    void findsAllThatWriteASecret() {
        index.put(ONE, "db");
        index.put(OTHER, "db");
        index.put(new ResourceID("one", "elsewhere"), "db");
        assertThat(index.resourcesTargeting(TARGET)).containsExactlyInAnyOrder(ONE, OTHER);
    }

    @Test
    void followsAChangedTargetAndForgets() {
        index.put(ONE, "db");
        index.put(ONE, "cache");
        assertThat(index.resourcesTargeting(TARGET)).isEmpty();
        assertThat(index.resourcesTargeting(new SecretName("shop", "cache"))).containsExactly(ONE);
        index.remove(ONE);
        assertThat(index.resourcesTargeting(new SecretName("shop", "cache"))).isEmpty();
    }

    @Test
    void findsAResourceWhileItIsEnteredAgain() {
        index.put(ONE, "db");
        var ended = new AtomicBoolean();
        var entering = CompletableFuture.runAsync(() -> {
            while (!ended.get()) {
                index.put(ONE, "db");
            }
        });
        try {
            for (int i = 0; i < 50_000; i++) {
                assertThat(index.resourcesTargeting(TARGET)).hasSize(1);
            }
        } finally {
            ended.set(true);
            entering.join();
        }
    }
}
