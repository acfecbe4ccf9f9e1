package dev.lockstep.sync.agent;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.kube.ApiFailure;
import dev.lockstep.sync.kube.ApiRequests;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Reads ExternalSecrets of a cluster. What keeps it from one is a [LockstepException] that names the server.
final class ExternalSecretReader {
    private static final String RESOURCES = "externalsecrets.external-secrets.io";

    /// Objects of one answer; each may have 1.5 MB.
    private static final long PAGE = 100;

    private final KubernetesClient client;

    ExternalSecretReader(KubernetesClient client) {
        this.client = client;
    }

    /// @throws LockstepException `FILE_NOT_FOUND` if there is none of that name
    ExternalSecret get(SecretName name) {
        return answered("get", name.namespace(), () -> {
            var resource = client.resources(ExternalSecret.class)
                    .inNamespace(name.namespace())
                    .withName(name.name())
                    .get();
            if (resource != null) {
                return resource;
            }
            if (!client.supports(ExternalSecret.class)) {
                throw notInstalled();
            }
            throw new LockstepException(
                    Kind.FILE_NOT_FOUND,
                    "there is no such ExternalSecret",
                    name.toString(),
                    "kubectl get externalsecrets --all-namespaces lists those that are there");
        });
    }

    /// Reads page by page.
    ///
    /// @param namespace empty for all
    /// @param each gets each; none is kept
    void each(String namespace, Consumer<ExternalSecret> each) {
        var resources = client.resources(ExternalSecret.class);
        var within = namespace.isEmpty() ? resources.inAnyNamespace() : resources.inNamespace(namespace);
        String from = null;
        do {
            var options =
                    new ListOptionsBuilder().withLimit(PAGE).withContinue(from).build();
            var page = answered("list", namespace, () -> within.list(options));
            page.getItems().forEach(each);
            from = page.getMetadata().getContinue();
        } while (from != null && !from.isEmpty());
    }

    private <T> T answered(String verb, String namespace, Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            var failure = ApiFailure.of(e);
            if (failure.code() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw notInstalled();
            }
            if (failure.code() == HttpURLConnection.HTTP_GONE) {
                throw new LockstepException(
                        Kind.FILE_UNREADABLE, "the list ran out before it was read", server(), "run it again");
            }
            throw new LockstepException(
                    Kind.FILE_UNREADABLE,
                    failure.what(),
                    server(),
                    failure.next(
                            "let the account " + verb + " " + RESOURCES
                                    + (namespace.isEmpty() ? " in all namespaces" : " in namespace " + namespace)
                                    + ", or choose another with --context",
                            ""));
        }
    }

    private LockstepException notInstalled() {
        return new LockstepException(
                Kind.FILE_NOT_FOUND,
                "the API server has no ExternalSecrets (external-secrets.io/v1)",
                server(),
                "install them: kubectl apply --server-side -f deploy/crds; or choose another cluster with --context");
    }

    private String server() {
        return ApiRequests.address(client);
    }
}
