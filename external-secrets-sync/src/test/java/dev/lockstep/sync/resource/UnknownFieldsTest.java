package dev.lockstep.sync.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.api.SecretStoreResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownFieldsTest {
    private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private static <R extends HasMetadata> R applied(R resource, String note) {
        resource.setMetadata(new ObjectMetaBuilder()
                .withName("db")
                .addToAnnotations(APPLIED, note)
                .build());
        return resource;
    }

    private static List<String> of(String note) {
        return UnknownFields.of(applied(new ExternalSecret(), note));
    }

    private static String note(String spec) {
        return "{\"apiVersion\":\"external-secrets.io/v1\",\"kind\":\"ExternalSecret\",\"spec\":{" + spec + "}}\n";
    }

    @Test
    void areNamedWithTheNearestOne() {
        assertThat(
                        of(
                                note(
                                        "\"data\":[{\"secretKey\":\"a\",\"remoteRef\":{\"key\":\"a\",\"propertie\":\"p\"}}],\"xyzzy\":1")))
                .containsExactly("spec.data[0].remoteRef.propertie (did you mean property?)", "spec.xyzzy");
    }

    @Test
    void areFoundInStores() {
        var note = "{\"apiVersion\":\"external-secrets.io/v1\",\"kind\":\"SecretStore\",\"spec\":{\"provider\":"
                + "{\"vault\":{\"serverr\":\"https://vault\"}}}}";
        assertThat(UnknownFields.of(applied(new SecretStoreResource(), note)))
                .containsExactly("spec.provider.vault.serverr (did you mean server?)");
    }

    @Test
    void areAtMostThree() {
        assertThat(of(note("\"q1\":1,\"q2\":1,\"q3\":1,\"q4\":1,\"q5\":1"))).hasSize(3);
    }

    @Test
    void areWrittenOnOneBoundedLine() {
        var line = of(note("\"" + "x".repeat(500) + "\\n\":1")).getFirst();
        assertThat(line).hasSizeLessThan(120).doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON: [",
                "{\"apiVersion\":\"external-secrets.io/v1beta1\",\"spec\":{\"old\":1}}",
                "[1]",
                "{\"apiVersion\":\"external-secrets.io/v1\",\"spec\":{\"a\":&a [1,1,1],\"b\":&b [*a,*a,*a],\"c\":[*b,*b]",
            })
    void areNoneWhereNothingCanBeRead(String note) {
        assertThat(of(note)).isEmpty();
    }

    @Test
    void areNoneWithoutANote() {
        var resource = new ExternalSecret();
        resource.setMetadata(new ObjectMetaBuilder().withName("db").build());
        assertThat(UnknownFields.canTell(resource)).isFalse();
        assertThat(UnknownFields.of(resource)).isEmpty();
    }

    @Test
    void areNotLookedForBeyondTheBoundOfAnnotations() {
        assertThat(of(note("\"xyzzy\":\"" + "x".repeat(300_000) + "\""))).isEmpty();
    }

    @Test
    void areNotLookedForInWhatIsNestedTooDeeply() {
        assertThat(of(note("\"xyzzy\":1,\"target\":" + "{\"template\":".repeat(20_000) + "1" + "}".repeat(20_000))))
                .isEmpty();
    }
}
