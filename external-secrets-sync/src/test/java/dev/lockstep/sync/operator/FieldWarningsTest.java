package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.resource.SyncSpecs;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.junit.jupiter.api.Test;

class FieldWarningsTest {
    private final FieldWarnings warnings = new FieldWarnings();

    private static ExternalSecret resource(long generation, String note) {
        var resource = new ExternalSecret();
        resource.setMetadata(new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("db")
                .withUid("1")
                .withGeneration(generation)
                .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", note)
                .build());
        return resource;
    }

    @Test
    void areToldOnceForEachGeneration() {
        var note = "{\"apiVersion\":\"external-secrets.io/v1\",\"spec\":{\"targett\":{}}}";
        var warning = new SyncStatus.Event(
                true,
                "UnknownField",
                "is ignored, because the API server does not know it: spec.targett (did you mean target?)");
        assertThat(warnings.of(resource(1, note))).containsExactly(warning);
        assertThat(warnings.of(resource(1, note))).isEmpty();
        assertThat(warnings.of(resource(2, note))).containsExactly(warning);
        warnings.forget(SyncSpecs.subject(resource(2, note)));
        assertThat(warnings.of(resource(2, note))).containsExactly(warning);
    }

    @Test
    void areNoneWhereAllIsKnown() {
        assertThat(warnings.of(resource(1, "{\"apiVersion\":\"external-secrets.io/v1\",\"spec\":{\"target\":{}}}")))
                .isEmpty();
    }
}
