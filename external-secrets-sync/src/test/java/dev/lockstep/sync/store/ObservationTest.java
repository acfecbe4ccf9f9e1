package dev.lockstep.sync.store;

import static dev.lockstep.sync.store.GatewayWorld.subject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Due.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What metrics hear of the gateway.
class ObservationTest {
    private final List<String> heard = new ArrayList<>();
    private final GatewayWorld world = new GatewayWorld(GatewayLimits.DEFAULT, new GatewayObserver() {
        @Override
        public void read(String service, String result, Duration took) {
            heard.add(service + " read " + result + " in " + took.toMillis() + " ms");
        }

        @Override
        public void shared(String service) {
            heard.add(service + " shared");
        }

        @Override
        public void waited(String service, boolean urgent, Duration time) {
            heard.add(service + (urgent ? " urgent" : " periodic") + " waited " + time.toMillis() + " ms");
        }

        @Override
        public void throttled(String service) {
            heard.add(service + " throttled");
        }

        @Override
        public void circuit(String service, boolean open) {
            heard.add(service + (open ? " opens" : " closes"));
        }

        @Override
        public void gone(String service) {
            heard.add(service + " gone");
        }
    });

    @Test
    void hearsOfReadsSharesWaitsAndTheCircuit() {
        var vault = world.service("vault").holding("db", "v");
        world.ask("a", "vault", "db");
        world.ask("b", "vault", "db");
        world.time.pass(Duration.ofSeconds(1));
        world.ask("a", "vault", "gone", Why.INTERVAL, world.time.now());
        world.ask("a", "vault", "gone", Why.INTERVAL, world.time.now());
        world.time.pass(Duration.ofMillis(100));
        world.ask("c", "vault", "gone", Why.INTERVAL, world.time.now());
        world.time.pass(Duration.ofSeconds(2));
        assertThat(heard)
                .containsExactly(
                        "vault urgent waited 0 ms",
                        "vault shared",
                        "vault read found in 5 ms",
                        "vault periodic waited 0 ms",
                        "vault shared",
                        "vault read absent in 5 ms",
                        "vault periodic waited 900 ms",
                        "vault read absent in 5 ms");
        heard.clear();
        vault.down(Cause.THROTTLED, Instant.MIN);
        world.get("a", "vault", "db", Why.SPEC_CHANGED);
        vault.up();
        world.time.pass(Duration.ofSeconds(2));
        assertThat(heard)
                .containsSubsequence("vault read Throttled in 5 ms", "vault throttled", "vault opens", "vault closes")
                .last()
                .isEqualTo("vault closes");
        List.of("a", "b", "c").forEach(consumer -> world.gateway.forget(subject(consumer)));
        world.time.pass(Duration.ofMinutes(2));
        assertThat(heard).last().isEqualTo("vault gone");
    }
}
