package dev.lockstep.sync.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.ExternalSecret;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuarantineTest {
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private final List<String> patches = new ArrayList<>();
    private final Quarantine quarantine =
            new Quarantine((_, patch) -> patches.add(new String(patch, UTF_8)), () -> now);

    private static ExternalSecret resource(long generation, String mark) {
        var resource = new ExternalSecret();
        resource.setMetadata(new ObjectMetaBuilder()
                .withNamespace("team")
                .withName("db")
                .withUid("1")
                .withGeneration(generation)
                .withAnnotations(mark.isEmpty() ? Map.of() : Map.of(Quarantine.ANNOTATION, mark))
                .build());
        return resource;
    }

    /// The mark that a resource gets.
    private String mark(ExternalSecret resource) {
        patches.clear();
        quarantine.add(List.of(resource));
        return patches.getFirst().replaceAll(".*\"lockstep.dev/out-of-memory\":\"(.*)\"}}}", "$1");
    }

    @Test
    void aResourceRestsLongerEachTimeThatMemoryRanOut() {
        var first = mark(resource(1, ""));
        assertThat(quarantine.rest(resource(1, first))).isEqualTo(now.plus(Duration.ofMinutes(5)));

        now = now.plus(Duration.ofMinutes(6));
        assertThat(quarantine.rest(resource(1, first))).isNull();
        var second = mark(resource(1, first));
        assertThat(quarantine.rest(resource(1, second))).isEqualTo(now.plus(Duration.ofMinutes(10)));
    }

    @Test
    void anEditEndsTheRest() {
        assertThat(quarantine.rest(resource(2, mark(resource(1, ""))))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1 1 tomorrow", "1 1 +9999-01-01T00:00:00Z", "1 1", "1 x 2026-11-24T12:01:00Z"})
    void whatIsNoMarkOfOursIsNone(String mark) {
        assertThat(quarantine.rest(resource(1, mark))).isNull();
    }

    @Test
    void theMarkGoesWithTheFirstGoodPass() {
        var mark = mark(resource(1, ""));
        patches.clear();
        quarantine.remove(resource(1, ""));
        assertThat(patches).isEmpty();
        quarantine.remove(resource(1, mark));
        assertThat(patches).singleElement().asString().endsWith("{\"lockstep.dev/out-of-memory\":null}}}");
    }

    @Test
    void oneThatCannotBeMarkedDoesNotKeepTheOthersFromIt() {
        var failing = new Quarantine(
                (_, patch) -> {
                    patches.add(new String(patch, UTF_8));
                    throw new IOException("no answer");
                },
                () -> now);
        failing.add(List.of(resource(1, ""), resource(1, "")));
        assertThat(patches).hasSize(2);
    }
}
