package dev.lockstep.sync.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(180)
@ExtendWith(ControlPlanes.class)
class ControlPlanePeerIT {
    private ControlPlane plane;
    private String namespace;

    @BeforeEach
    void start(ControlPlane plane) {
        this.plane = plane;
        namespace = plane.namespace();
    }

    @Test
    void countsWhatWasAsked() {
        create("db");
        plane.client().secrets().inNamespace(namespace).withName("db").get();
        assertThat(plane.audit().requests(request -> request.namespace().equals(namespace)))
                .filteredOn(request -> request.resource().equals("secrets"))
                .extracting(AuditLog.Request::verb)
                .containsExactly("create", "get");
    }

    @Test
    void anAccountMayDoWhatItsRulesSayAndNothingElse() {
        create("db");
        var token = plane.account(
                namespace,
                "reader",
                new PolicyRuleBuilder()
                        .withApiGroups("")
                        .withResources("secrets")
                        .withVerbs("get")
                        .build());
        try (var reader = plane.client(plane.config(token))) {
            var db = reader.secrets().inNamespace(namespace).withName("db");
            assertThat(db.get()).isNotNull();
            assertThatThrownBy(db::delete)
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            denied -> assertThat(denied.getCode()).isEqualTo(403));
        }
        assertThat(plane.kubectl("-n", namespace, "get", "secret", "-o", "name"))
                .isEqualTo("secret/db\n");
        assertThat(PeerScripts.run(
                        Map.of(),
                        List.of(
                                PeerScripts.program("kubectl").toString(),
                                "--kubeconfig",
                                plane.kubeconfig(token).toString(),
                                "auth",
                                "whoami")))
                .contains("system:serviceaccount:" + namespace + ":reader");
    }

    private void create(String name) {
        plane.client()
                .secrets()
                .inNamespace(namespace)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }
}
