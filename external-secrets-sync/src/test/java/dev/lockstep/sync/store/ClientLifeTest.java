package dev.lockstep.sync.store;

import static dev.lockstep.sync.store.GatewayWorld.subject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Due.Why;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// When a client is opened, asked for its health and closed.
class ClientLifeTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final GatewayWorld world = new GatewayWorld();
    private final VirtualTimeline time = world.time;
    private final TimedStore vault = world.service("vault").holding("db", "v");

    @Test
    void staysOpenAsLongAsSomebodyUsesIt() {
        world.get("a", "vault", "db");
        world.get("b", "vault", "db");
        world.gateway.forget(subject("b"));
        time.pass(Duration.ofDays(1));
        assertThat(vault.isClosed()).isFalse();
        assertThat(vault.unwiped()).isEqualTo(1);
        world.gateway.forget(subject("a"));
        time.pass(LONG);
        assertThat(vault.isClosed()).isTrue();
        assertThat(vault.unwiped()).isZero();
    }

    @Test
    void isReplacedWhenTheCredentialChanges() {
        world.get("a", "vault", "db");
        world.get("b", "vault", "db");
        world.identity("vault", "vault-2");
        var renewed = world.service("vault-2").holding("db", "w");
        assertThat(world.get("a", "vault", "db", Why.STORE_CHANGED)).isEqualTo("w");
        time.pass(LONG);
        assertThat(vault.isClosed()).isFalse();
        assertThat(world.get("b", "vault", "db", Why.STORE_CHANGED)).isEqualTo("w");
        time.pass(LONG);
        assertThat(vault.isClosed()).isTrue();
        assertThat(renewed.isClosed()).isFalse();
        assertThat(world.news).isEmpty();
    }

    @Test
    void answersWhenItIsWellAndSaysWhyNot() {
        time.latency(Duration.ZERO);
        assertThat(check()).isEqualTo("Ready[]");
        vault.down(Cause.SEALED, Instant.MIN);
        for (int second = 0; second < 60; second++) {
            assertThat(check()).contains("SEALED");
        }
        assertThat(vault.checks()).isBetween(5, 12);
        vault.up();
        time.pass(Duration.ofSeconds(60));
        assertThat(check()).isEqualTo("Ready[]");
    }

    private String check() {
        var health = world.gateway.ask(subject("a"), GatewayWorld.store("vault"));
        time.pass(Duration.ofSeconds(1));
        return health.join().toString();
    }
}
