package dev.lockstep.sync.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Installs `deploy/` into a real API server.
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(ControlPlanes.class)
class InstallationPeerIT {
    private static final String DEPLOY =
            Path.of(System.getProperty("lockstep.root"), "deploy").toString();
    private static final String ACCOUNT = "system:serviceaccount:lockstep-system:lockstep-sync";

    private ControlPlane plane;

    @BeforeAll
    void install(ControlPlane plane) {
        this.plane = plane;
        plane.kubectl("apply", "--server-side", "--force-conflicts", "-k", DEPLOY);
        plane.kubectl(
                "wait",
                "--for=condition=Established",
                "--timeout=60s",
                "crd",
                "-l",
                "external-secrets.io/component=controller");
    }

    @Test
    void canBeInstalledTwiceAndWithoutServerSideApply() {
        assertThat(plane.kubectl("apply", "--server-side", "--force-conflicts", "-k", DEPLOY))
                .contains("deployment.apps/lockstep-sync serverside-applied");
        assertThat(plane.kubectl("apply", "-k", DEPLOY, "--dry-run=server")).doesNotContain("rror");
    }

    @Test
    void makesADeploymentThatThePodSecurityStandardRestrictedAdmits() {
        var deployment = plane.client()
                .apps()
                .deployments()
                .inNamespace("lockstep-system")
                .withName("lockstep-sync")
                .get();
        assertThat(deployment
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getImage())
                .isEqualTo("lockstep-sync:0.1.0");
        var pods = plane.client().pods().inNamespace("lockstep-system");
        var pod = pod(deployment.getSpec().getTemplate());
        assertThat(pods.resource(pod).dryRun().create()).isNotNull();
        pod.getSpec().getContainers().getFirst().getSecurityContext().setAllowPrivilegeEscalation(true);
        assertThatThrownBy(() -> pods.resource(pod).dryRun().create()).hasMessageContaining("restricted");
    }

    private static Pod pod(PodTemplateSpec template) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("trial")
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "'', secrets, '', watch, team, true",
        "'', secrets, '', patch, team, true",
        "'', secrets, '', update, team, false",
        "'', secrets, '', deletecollection, team, false",
        "'', pods, '', get, team, false",
        "'', configmaps, '', create, team, false",
        "'', serviceaccounts, token, create, team, true",
        "'', serviceaccounts, '', get, team, false",
        "external-secrets.io, externalsecrets, status, patch, team, true",
        "external-secrets.io, externalsecrets, '', delete, team, false",
        "external-secrets.io, externalsecrets, '', create, team, false",
        "external-secrets.io, clustersecretstores, '', patch, '', false",
        "external-secrets.io, clustersecretstores, status, patch, '', true",
        "coordination.k8s.io, leases, '', create, lockstep-system, true",
        "coordination.k8s.io, leases, '', create, team, false",
        "rbac.authorization.k8s.io, clusterroles, '', get, '', false",
    })
    void mayDoWhatItNeedsAndNothingElse(
            String group, String resource, String subresource, String verb, String namespace, boolean allowed) {
        var review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(ACCOUNT)
                .withNewResourceAttributes()
                .withGroup(group)
                .withResource(resource)
                .withSubresource(subresource)
                .withVerb(verb)
                .withNamespace(namespace)
                .endResourceAttributes()
                .endSpec()
                .build();
        var status = plane.client()
                .authorization()
                .v1()
                .subjectAccessReview()
                .create(review)
                .getStatus();
        assertThat(status.getAllowed()).isEqualTo(allowed);
    }
}
