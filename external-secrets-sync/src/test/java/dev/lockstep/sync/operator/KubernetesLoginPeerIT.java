package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import dev.lockstep.sync.peers.VaultServer;
import dev.lockstep.sync.peers.VaultServers;
import dev.lockstep.sync.store.CredentialScope;
import dev.lockstep.sync.store.Reach;
import dev.lockstep.sync.store.SecretStore;
import dev.lockstep.sync.store.vault.Stores;
import dev.lockstep.sync.store.vault.VaultSettings;
import dev.lockstep.sync.store.vault.VaultStores;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A real Vault asks a real Kubernetes whose token it was shown.
@Timeout(180)
@ExtendWith({VaultServers.class, ControlPlanes.class})
class KubernetesLoginPeerIT {
    private static final RemoteRef DB = RemoteRef.newest("kubernetes/db");

    private ControlPlane plane;
    private VaultServer vault;
    private String namespace;

    @BeforeEach
    void bind(ControlPlane plane, VaultServer vault) {
        Assumptions.assumeTrue(VaultServer.knowsKubernetes(), "no auth method kubernetes in Vault here");
        this.plane = plane;
        this.vault = vault;
        namespace = plane.namespace();
        var reviewer = plane.account(
                namespace,
                "reviewer",
                new PolicyRuleBuilder()
                        .withApiGroups("authentication.k8s.io")
                        .withResources("tokenreviews")
                        .withVerbs("create")
                        .build());
        var authority =
                new String(Base64.getDecoder().decode(plane.config().getCaCertData()), StandardCharsets.US_ASCII);
        vault.post(
                "auth/kubernetes/config",
                "{\"kubernetes_host\":\"" + plane.config().getMasterUrl() + "\",\"disable_local_ca_jwt\":true,"
                        + "\"token_reviewer_jwt\":\"" + reviewer + "\",\"kubernetes_ca_cert\":\""
                        + authority.replace("\n", "\\n") + "\"}");
        vault.post(
                "auth/kubernetes/role/" + namespace,
                "{\"bound_service_account_names\":[\"app\"],\"bound_service_account_namespaces\":[\"" + namespace
                        + "\"],\"token_policies\":\"reader\",\"token_ttl\":\"20m\"}");
        vault.put("secret/kubernetes/db", "{\"password\":\"pw\"}");
    }

    private void account(String name) {
        plane.client()
                .serviceAccounts()
                .inNamespace(namespace)
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    private Fetched readAs(String account) {
        var provider = Stores.provider(vault.address().toString(), "v2", Stores.kubernetes(namespace, account));
        var settings = VaultSettings.of(provider, new CredentialScope.Own(namespace));
        var credentials = new ClusterCredentials(new ApiServer(plane.client(), new ApiCalls()), Reach.POLICY);
        try (SecretStore store = new VaultStores(credentials, Reach.LOOPBACK, InstantSource.system()).open(settings)) {
            return store.fetch(List.of(DB)).get(DB);
        }
    }

    @Test
    void anAccountLogsInWithATokenIssuedForIt() {
        account("app");
        try (var fetched = readAs("app")) {
            assertThat(fetched).isInstanceOf(Fetched.Found.class);
        }
        assertThat(plane.audit().requests(request -> request.namespace().equals(namespace)))
                .anySatisfy(request -> {
                    assertThat(request.resource()).startsWith("serviceaccounts");
                    assertThat(request.verb()).isEqualTo("create");
                });
    }

    @Test
    void anAccountThatTheRoleDoesNotBindIsRefused() {
        account("other");
        assertThat(failure("other")).isEqualTo(Cause.AUTH_FAILED);
    }

    @Test
    void anAccountThatIsNotThereIsAMissingCredential() {
        assertThat(failure("nobody")).isEqualTo(Cause.CREDENTIAL_MISSING);
    }

    private Cause failure(String account) {
        return ((Fetched.Failed) readAs(account)).error().cause();
    }
}
