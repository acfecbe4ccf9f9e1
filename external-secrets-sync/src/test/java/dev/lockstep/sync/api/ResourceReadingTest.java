package dev.lockstep.sync.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceReadingTest {
    @Test
    void readsASpecAndTakesAbsentTextsAsEmpty() {
        var spec = Serialization.unmarshal("""
                apiVersion: external-secrets.io/v1
                kind: ExternalSecret
                metadata: {name: es, namespace: team}
                spec:
                  secretStoreRef: {name: vault}
                  unheardOf: {a: 1}
                  data:
                  - secretKey: PASSWORD
                    remoteRef: {key: db, property: password}
                """, ExternalSecret.class);
        assertThat(spec.getSpec().secretStoreRef()).isEqualTo(new StoreReference("vault", ""));
        assertThat(spec.getSpec().target().creationPolicy()).isEmpty();
        assertThat(spec.getSpec().data())
                .containsExactly(
                        new DataEntry("PASSWORD", new RemoteReference("db", "password", "", "", "", "", ""), null));
        assertThat(spec.getStatus()).isEqualTo(ExternalSecretStatus.NONE);
    }

    @Test
    void readsASpecWithoutASpec() {
        var spec = Serialization.unmarshal("""
                {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": {"name": "es"},
                 "spec": {"data": null, "target": null, "refreshPolicy": "Sometimes"}, "status": {"binding": null}}
                """, ExternalSecret.class);
        assertThat(spec.getSpec().data()).isEmpty();
        assertThat(spec.getSpec().target()).isEqualTo(ExternalSecretTarget.EMPTY);
        assertThat(spec.getSpec().refreshPolicy()).isEqualTo("Sometimes");
        assertThat(spec.getStatus().binding()).isNull();
    }

    @Test
    void keepsAProviderThatIsNotServed() {
        String stored = """
                apiVersion: external-secrets.io/v1
                kind: SecretStore
                metadata:
                  name: s
                spec:
                  provider:
                    aws:
                      region: eu-central-1
                      service: SecretsManager
                """;
        var store = Serialization.unmarshal(stored, SecretStoreResource.class);
        assertThat(store.getSpec().provider().names()).containsExactly("aws");
        assertThat(store.getSpec().provider().others())
                .isEqualTo(Map.of("aws", Map.of("region", "eu-central-1", "service", "SecretsManager")));
        assertThat(Serialization.asJson(store.getSpec().provider()))
                .isEqualTo("{\"aws\":{\"region\":\"eu-central-1\",\"service\":\"SecretsManager\"}}");
    }

    @Test
    void showsNoValueOfAFakeStore() {
        var fake = new FakeProvider(List.of(new FakeProvider.Item("a", "s3cr3t-canary", "")), null);
        assertThat(new StoreProvider(null, fake, null) + fake.toString()).doesNotContain("canary");
    }

    @Test
    void writesNothingForAResourceThatNobodyLookedAt() {
        assertThat(Serialization.asJson(ExternalSecretStatus.NONE)).isEqualTo("{\"sync\":{}}");
    }

    @Test
    void writesABindingToNothing() {
        assertThat(Serialization.asJson(new ExternalSecretStatus.Binding(""))).isEqualTo("{\"name\":\"\"}");
    }
}
