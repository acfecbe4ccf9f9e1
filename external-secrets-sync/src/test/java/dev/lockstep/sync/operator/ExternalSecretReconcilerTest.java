package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.ExternalSecret;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExternalSecretReconcilerTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("updates")
    void passesLookAtAllUpdatesButThoseOfTheStatus(String what, Consumer<ObjectMeta> update, boolean matters) {
        var now = resource();
        update.accept(now.getMetadata());
        assertThat(ExternalSecretReconciler.matters(now, resource())).isEqualTo(matters);
    }

    static Stream<Arguments> updates() {
        return Stream.of(
                update("status", meta -> meta.setResourceVersion("2"), false),
                update("spec", meta -> meta.setGeneration(2L), true),
                update("label", meta -> meta.setLabels(Map.of("a", "c")), true),
                update("force-sync", meta -> meta.setAnnotations(Map.of("force-sync", "2")), true),
                update("deletion", meta -> meta.setDeletionTimestamp("2026-11-24T12:00:00Z"), true),
                update("finalizer", meta -> meta.setFinalizers(List.of("f")), true),
                update("another of the same name", meta -> meta.setUid("2"), true));
    }

    private static Arguments update(String what, Consumer<ObjectMeta> update, boolean matters) {
        return Arguments.of(what, update, matters);
    }

    private static ExternalSecret resource() {
        var resource = new ExternalSecret();
        resource.setMetadata(new ObjectMetaBuilder()
                .withUid("1")
                .withResourceVersion("1")
                .withGeneration(1L)
                .withLabels(Map.of("a", "b"))
                .withAnnotations(Map.of())
                .build());
        return resource;
    }
}
