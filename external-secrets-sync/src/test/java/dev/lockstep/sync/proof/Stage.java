package dev.lockstep.sync.proof;

import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.VaultServer;
import dev.lockstep.testkit.Vectors;
import io.fabric8.kubernetes.client.Config;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// All that an operator needs around it, once for the JVM: an API server with the CRDs and the rights of `deploy/`, and
/// a Vault. The operator runs with the rights that it is delivered with, and each process has a credential of its own.
final class Stage implements Closeable {
    private static final String SYSTEM = "lockstep-system";

    private final ControlPlane plane;
    private final VaultServer vault;
    private final String account;
    private final List<Closeable> opened = new ArrayList<>();

    Stage(ControlPlane plane, VaultServer vault) {
        this.plane = plane;
        this.vault = vault;
        // Ours over those of ESO: the kinds that we do not define are there as they would be after a move from it.
        apply(Vectors.esoCrds(), "-f");
        apply(repository().resolve("deploy"), "-k");
        plane.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
        this.account = plane.client().serviceAccounts().inNamespace(SYSTEM).list().getItems().stream()
                .map(found -> found.getMetadata().getName())
                .filter(name -> !name.equals("default"))
                .findFirst()
                .orElseThrow();
    }

    /// Puts the CRDs of ESO in the place of ours, as its chart does: of a status they keep what ESO's has.
    Stage withCrdsOfEso() {
        apply(Vectors.esoCrds(), "-f");
        return this;
    }

    private void apply(Path what, String how) {
        plane.kubectl("apply", "--server-side", "--force-conflicts", how, what.toString());
    }

    ControlPlane plane() {
        return plane;
    }

    VaultServer vault() {
        return vault;
    }

    /// The user that operators are to the API server.
    String user() {
        return "system:serviceaccount:" + SYSTEM + ":" + account;
    }

    /// A namespace with a store and an observer.
    Scenario scenario() {
        try {
            return new Scenario(plane.client(), vault, plane.namespace());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An operator that is ready.
    OperatorProcess operator(String... arguments) {
        return starting(plane.config().getMasterUrl(), Map.of(), arguments).ready();
    }

    /// An operator that reaches the API server through a proxy, and is ready.
    OperatorProcess operator(FaultProxy api, String... arguments) {
        return starting("https://127.0.0.1:" + api.port(), Map.of(), arguments).ready();
    }

    /// An operator that may never become ready.
    ///
    /// @param properties system properties of its JVM
    OperatorProcess starting(String server, Map<String, String> properties, String... arguments) {
        var operator = OperatorProcess.start(kubeconfig(server), properties, arguments);
        opened.add(operator);
        return operator;
    }

    OperatorProcess starting(Map<String, String> properties, String... arguments) {
        return starting(plane.config().getMasterUrl(), properties, arguments);
    }

    /// Takes the Lease from whoever had it.
    void freeTheLease() {
        plane.client().leases().inNamespace(SYSTEM).delete();
    }

    /// A proxy before the API server.
    FaultProxy api() {
        try {
            var api = TlsProxy.before(
                    plane.directory().resolve("pki"), URI.create(plane.config().getMasterUrl()));
            opened.add(api);
            return api;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path kubeconfig(String server) {
        Config admin = plane.config();
        try {
            return Files.writeString(Files.createTempFile(plane.directory(), "operator", ".kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: peers, cluster: {server: "%s", certificate-authority-data: %s}}]
                    users: [{name: account, user: {token: %s}}]
                    contexts: [{name: peers, context: {cluster: peers, user: account, namespace: %s}}]
                    current-context: peers
                    """.formatted(
                            server, admin.getCaCertData(), plane.token(SYSTEM, account), SYSTEM));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path repository() {
        var here = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(here.resolve("mvnw"))) here = here.getParent();
        return here;
    }

    @Override
    public void close() {
        try {
            for (var each : opened.reversed()) each.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
