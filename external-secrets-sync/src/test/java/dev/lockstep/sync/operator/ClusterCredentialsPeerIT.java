package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import dev.lockstep.sync.store.Credentials;
import dev.lockstep.sync.store.Credentials.AccountRef;
import dev.lockstep.sync.store.Credentials.KeyRef;
import dev.lockstep.sync.store.Reach;
import dev.lockstep.sync.store.StoreException;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
@ExtendWith(ControlPlanes.class)
class ClusterCredentialsPeerIT {
    private static final URI SERVER = URI.create("http://127.0.0.1:8200");

    private final ControlPlane plane;
    private final Credentials credentials;
    private final String namespace;

    ClusterCredentialsPeerIT(ControlPlane plane) {
        this.plane = plane;
        this.credentials = new ClusterCredentials(new ApiServer(plane.client(), new ApiCalls()), Reach.POLICY);
        this.namespace = plane.namespace();
    }

    @BeforeEach
    void create() {
        plane.client()
                .secrets()
                .inNamespace(namespace)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("token")
                        .endMetadata()
                        .withData(Map.of("binary", "AP8K", "empty", ""))
                        .build())
                .create();
        plane.client()
                .configMaps()
                .inNamespace(namespace)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("ca")
                        .endMetadata()
                        .withData(Map.of("ca.crt", "-----BEGIN\n"))
                        .build())
                .create();
    }

    @Test
    void readsTheBytesOfAKeyAsTheyAre() {
        try (var value = credentials.read(KeyRef.secret(namespace, "token", "binary"))) {
            assertThat(value.lent()).containsExactly(0, 0xff, '\n');
        }
        try (var value = credentials.read(new KeyRef(KeyRef.Kind.CONFIG_MAP, namespace, "ca", "ca.crt"))) {
            assertThat(value.lent()).asString(StandardCharsets.US_ASCII).isEqualTo("-----BEGIN\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"SECRET, token, other", "SECRET, other, binary", "CONFIG_MAP, ca, other", "SECRET, ../../x, binary"})
    void tellsWhatIsMissing(KeyRef.Kind kind, String name, String key) {
        var failure = catchThrowableOfType(
                StoreException.class, () -> credentials.read(new KeyRef(kind, namespace, name, key)));

        assertThat(failure.error().cause()).isEqualTo(Cause.CREDENTIAL_MISSING);
        assertThat(failure.error().what()).contains(name);
    }

    @Test
    void issuesATokenForTheAccountAndItsAudienceOnly() {
        plane.account(namespace, "app");

        try (var token = credentials.issueToken(new AccountRef(namespace, "app", List.of("vault")), SERVER)) {
            var claims = new String(token.lent(), StandardCharsets.US_ASCII).split("\\.")[1];
            assertThat(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
                    .contains("\"aud\":[\"vault\"]", "system:serviceaccount:" + namespace + ":app");
        }
        assertThat(catchThrowableOfType(
                                StoreException.class,
                                () -> credentials.issueToken(new AccountRef(namespace, "nobody", List.of()), SERVER))
                        .error()
                        .cause())
                .isEqualTo(Cause.CREDENTIAL_MISSING);
    }

    @Test
    void tellsWhatTheOperatorMayNotDo() {
        var reader = new PolicyRuleBuilder()
                .withApiGroups("")
                .withResources("configmaps")
                .withVerbs("get")
                .build();
        try (var client = plane.client(plane.config(plane.account(namespace, "operator", reader)))) {
            var limited = new ClusterCredentials(new ApiServer(client, new ApiCalls()), Reach.POLICY);

            assertThat(catchThrowableOfType(
                                    StoreException.class,
                                    () -> limited.read(KeyRef.secret(namespace, "token", "binary")))
                            .error()
                            .cause())
                    .isEqualTo(Cause.ACCESS_DENIED);
            assertThat(catchThrowableOfType(
                                    StoreException.class,
                                    () -> limited.issueToken(new AccountRef(namespace, "operator", List.of()), SERVER))
                            .error()
                            .cause())
                    .isEqualTo(Cause.AUTH_FAILED);
        }
    }
}
