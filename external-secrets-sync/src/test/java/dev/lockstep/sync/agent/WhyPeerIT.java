package dev.lockstep.sync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// `why` against a real API server with ESO's CRDs.
@ExtendWith(ControlPlanes.class)
class WhyPeerIT {
    private final ControlPlane plane;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    WhyPeerIT(ControlPlane plane) {
        this.plane = plane;
    }

    @BeforeEach
    void define() {
        plane.defineExternalSecrets();
    }

    private int why(Path kubeconfig, String... arguments) {
        var words = new ArrayList<>(Arrays.asList(arguments));
        words.addAll(List.of("--kubeconfig", kubeconfig.toString()));
        return WhyCommand.run(words, InstantSource.system(), new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private String refused(Path kubeconfig, String... arguments) {
        var thrown = catchThrowableOfType(LockstepException.class, () -> why(kubeconfig, arguments));
        assertThat(thrown).isNotNull();
        return thrown.getMessage() + "\n" + thrown.problem().next();
    }

    private void create(Path folder, String namespace, String name) throws IOException {
        var file = Files.writeString(folder.resolve(name), """
                apiVersion: external-secrets.io/v1
                kind: ExternalSecret
                metadata: {name: %s}
                spec:
                  secretStoreRef: {name: vault}
                  data: [{secretKey: password, remoteRef: {key: shop/db}}]
                """.formatted(name));
        plane.kubectl("apply", "-n", namespace, "-f", file.toString());
    }

    @Test
    void listsByPagesAndTellsByItsExitCode(@TempDir Path folder) throws IOException {
        var shop = plane.namespace();
        assertThat(why(plane.kubeconfig(), "-n", shop)).isZero();
        create(folder, shop, "db");
        create(folder, shop, "cache");
        assertThat(why(plane.kubeconfig(), "-n", shop)).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceFirst(" .*", "")))
                .containsExactly("no", "NAMESPACE/NAME", shop + "/cache", shop + "/db");
        plane.kubectl(
                "patch",
                "externalsecret",
                "db",
                "-n",
                shop,
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"refreshTime\":\"2026-03-01T09:00:00Z\",\"conditions\":[{\"type\":\"Ready\",\"status\":"
                        + "\"True\",\"reason\":\"SecretSynced\"}]}}");
        out.reset();
        assertThat(why(plane.kubeconfig(), shop + "/db")).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("is lockstep-sync running?");
    }

    @Test
    void saysWhichPartOfTheWayIsBroken(@TempDir Path folder) throws IOException {
        var shop = plane.namespace();
        assertThat(refused(plane.kubeconfig(), shop + "/db")).startsWith(shop + "/db: there is no such ExternalSecret");
        assertThat(refused(plane.kubeconfig("no-token"), shop + "/db")).contains("does not accept the credentials");
        var token = plane.account(
                shop,
                "reader",
                new PolicyRuleBuilder()
                        .withApiGroups("external-secrets.io")
                        .withResources("externalsecrets")
                        .withVerbs("get")
                        .build());
        assertThat(refused(plane.kubeconfig(token), shop + "/db")).contains("there is no such ExternalSecret");
        assertThat(refused(plane.kubeconfig(token), "-A"))
                .contains("the account lacks a right")
                .contains("list externalsecrets.external-secrets.io in all namespaces");
        var admin = Files.readString(plane.kubeconfig());
        var untrusting = Files.writeString(
                folder.resolve("untrusting"), admin.replaceFirst("certificate-authority-data: [^\\s,}]+", ""));
        assertThat(refused(untrusting, shop + "/db")).contains("signed by an authority that is not trusted");
        var otherHost = Files.writeString(folder.resolve("other-host"), admin.replace("127.0.0.1", "127.0.0.2"));
        assertThat(refused(otherHost, shop + "/db"))
                .containsAnyOf("the certificate of the API server is for another address", "refuses the connection");
    }
}
