package dev.lockstep.sync.agent;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.sync.api.ExternalSecret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;

/// `why`: how one ExternalSecret stands, from its status.
public final class WhyCommand {
    private WhyCommand() {}

    /// @return the exit code: 0, because there was an answer
    /// @throws LockstepException `USAGE`, or whatever kept it from an answer
    public static int run(List<String> arguments, InstantSource clock, PrintStream out) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(WhyOptions.HELP);
            return 0;
        }
        var options = WhyOptions.parse(arguments);
        try (var client = ClusterAccess.open(options.kubeconfig(), "")) {
            var standing = Standing.of(resource(client, options), clock.instant());
            if (options.json()) {
                out.println(client.getKubernetesSerialization().asJson(standing));
            } else {
                StandingText.lines(standing, clock.instant()).forEach(line -> out.println(Problem.escaped(line)));
            }
        }
        return 0;
    }

    private static ExternalSecret resource(KubernetesClient client, WhyOptions options) {
        var name = options.resource();
        try {
            var resource = client.resources(ExternalSecret.class)
                    .inNamespace(name.namespace())
                    .withName(name.name())
                    .get();
            if (resource == null) {
                throw new LockstepException(
                        Kind.FILE_NOT_FOUND,
                        "there is no such ExternalSecret",
                        name.toString(),
                        "kubectl get externalsecrets -A lists those that are there");
            }
            return resource;
        } catch (KubernetesClientException e) {
            throw new LockstepException(Kind.FILE_UNREADABLE, refused(e), name.toString(), advice(e));
        }
    }

    private static String refused(KubernetesClientException e) {
        return e.getCode() == 0 ? "the API server cannot be reached" : "the API server answers " + e.getCode();
    }

    private static String advice(KubernetesClientException e) {
        return switch (e.getCode()) {
            case 401, 403 -> "get the right to read externalsecrets.external-secrets.io in that namespace";
            default -> "check KUBECONFIG, or name another with --kubeconfig";
        };
    }
}
