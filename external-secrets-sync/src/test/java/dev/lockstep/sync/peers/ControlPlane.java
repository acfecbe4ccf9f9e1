package dev.lockstep.sync.peers;

import dev.lockstep.testkit.Vectors;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/// A real Kubernetes API on loopback: etcd, kube-apiserver and the garbage collector. A test class that says
/// `@ExtendWith(ControlPlanes.class)` gets the one of its JVM as a parameter, and is skipped where the programs are
/// missing. Tests keep apart by namespaces of their own.
///
/// ```java
/// var shop = plane.namespace();
/// plane.client().secrets().inNamespace(shop).list();
/// plane.audit().requests(request -> request.namespace().equals(shop));
/// ```
public final class ControlPlane implements AutoCloseable {
    static final List<String> PROGRAMS = List.of("etcd", "kube-apiserver", "kube-controller-manager", "kubectl");
    static final List<String> SCRIPTS = List.of("kube-start", "kube-stop");

    /// Seconds after which the servers end by themselves, should nobody stop them.
    private static final String LIFE = "1800";

    private static final long TOKEN_LIFE = 3600;

    private final Path directory;
    private final KubernetesClient client;

    private ControlPlane(Path directory) {
        this.directory = directory;
        this.client = client(config());
    }

    /// Starts one more; the caller closes it.
    public static ControlPlane start() {
        try {
            var directory = Files.createTempDirectory("lockstep-kube");
            PeerScripts.run(
                    Map.of("KUBE_TTL", LIFE, "PEERS_HOME", PeerScripts.home().toString()),
                    List.of(PeerScripts.script("kube-start").toString(), directory.toString(), "--audit"));
            return new ControlPlane(directory);
        } catch (IOException e) {
            throw new IllegalStateException("no directory for a control plane", e);
        }
    }

    /// One of the cluster's administrator, shared by all tests: do not close it.
    public KubernetesClient client() {
        return client;
    }

    /// The administrator's configuration, to be changed and given to [#client(Config)].
    public Config config() {
        return Config.fromKubeconfig(kubeconfig().toFile());
    }

    /// The administrator's kubeconfig.
    public Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    /// Where its files are: certificates and keys in `pki`, logs in `log`.
    public Path directory() {
        return directory;
    }

    /// One more client; the caller closes it.
    public KubernetesClient client(Config config) {
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /// The configuration of whoever has this token.
    public Config config(String token) {
        var admin = config();
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(admin.getMasterUrl())
                .withCaCertData(admin.getCaCertData())
                .withOauthToken(token)
                .build();
    }

    /// A kubeconfig of whoever has this token, for a program.
    public Path kubeconfig(String token) {
        var admin = config();
        try {
            return Files.writeString(directory.resolve("kubeconfig-" + UUID.randomUUID()), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: peers, cluster: {server: "%s", certificate-authority-data: %s}}]
                    users: [{name: account, user: {token: %s}}]
                    contexts: [{name: peers, context: {cluster: peers, user: account}}]
                    current-context: peers
                    """.formatted(
                            admin.getMasterUrl(), admin.getCaCertData(), token));
        } catch (IOException e) {
            throw new IllegalStateException("no kubeconfig in " + directory, e);
        }
    }

    /// Makes a namespace that nobody else uses. It is not deleted: that takes longer than the whole control plane
    /// lives.
    public String namespace() {
        var name = "t-" + UUID.randomUUID().toString().substring(0, 13);
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    /// Has the kinds of ESO's own CRDs served.
    public void defineExternalSecrets() {
        kubectl("apply", "--server-side", "-f", Vectors.esoCrds().toString());
        kubectl("wait", "--for=condition=Established", "crd/externalsecrets.external-secrets.io");
    }

    /// Makes a service account that may do this and nothing else, in all namespaces.
    ///
    /// @return a token of it, good for an hour
    public String account(String namespace, String name, PolicyRule... rules) {
        client.serviceAccounts()
                .inNamespace(namespace)
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        var role = namespace + "-" + name;
        client.rbac()
                .clusterRoles()
                .resource(new ClusterRoleBuilder()
                        .withNewMetadata()
                        .withName(role)
                        .endMetadata()
                        .withRules(rules)
                        .build())
                .create();
        client.rbac()
                .clusterRoleBindings()
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(role)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                        .addNewSubject("", "ServiceAccount", name, namespace)
                        .build())
                .create();
        return token(namespace, name);
    }

    /// A token of a service account that is there, good for an hour.
    public String token(String namespace, String name) {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(TOKEN_LIFE)
                .endSpec()
                .build();
        return client.serviceAccounts()
                .inNamespace(namespace)
                .withName(name)
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }

    /// Runs kubectl as the administrator; it must end well.
    ///
    /// @return what it printed
    public String kubectl(String... arguments) {
        var command = new ArrayList<>(List.of(
                PeerScripts.program("kubectl").toString(),
                "--kubeconfig",
                kubeconfig().toString()));
        command.addAll(Arrays.asList(arguments));
        return PeerScripts.run(Map.of(), command);
    }

    /// What was asked of the API server so far.
    public AuditLog audit() {
        return new AuditLog(directory.resolve("log").resolve("audit.jsonl"));
    }

    /// Stops the servers and deletes what they wrote.
    @Override
    public void close() {
        client.close();
        PeerScripts.run(Map.of(), List.of(PeerScripts.script("kube-stop").toString(), directory.toString(), "--wipe"));
        try (var left = Files.exists(directory) ? Files.list(directory) : Stream.<Path>empty()) {
            for (var file : left.toList()) {
                Files.delete(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new IllegalStateException(directory + " cannot be deleted", e);
        }
    }
}
