package dev.lockstep.sync.agent;

import dev.lockstep.flags.Flag;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.sync.engine.SecretName;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Implements `why`: tells how one ExternalSecret stands, or which do not stand well, from their statuses.
public final class WhyCommand {
    private static final int IN_STEP = 0;

    /// Not 1, which is what a program that cannot do its work exits with, for whatever reason.
    private static final int OUT_OF_STEP = 2;

    private final WhyOptions options;
    private final KubernetesClient client;
    private final Instant now;
    private final PrintStream out;

    private WhyCommand(WhyOptions options, KubernetesClient client, Instant now, PrintStream out) {
        this.options = options;
        this.client = client;
        this.now = now;
        this.out = out;
    }

    /// @return the exit code: 0 if all that was asked for is in step, else 2
    /// @throws LockstepException `USAGE`, or whatever kept it from an answer
    public static int run(List<String> words, InstantSource clock, PrintStream out) {
        var arguments = WhyOptions.read(words);
        if (arguments.value(Flag.HELP)) {
            out.print(WhyOptions.help());
            return 0;
        }
        var options = WhyOptions.of(arguments);
        try (var client = ClusterAccess.open(options.kubeconfig(), options.context())) {
            var command = new WhyCommand(options, client, clock.instant(), out);
            return (options.name().isEmpty() ? command.list() : command.one()) ? IN_STEP : OUT_OF_STEP;
        }
    }

    private boolean one() {
        var resource = new ExternalSecretReader(client).get(new SecretName(namespace(), options.name()));
        var explanation = SyncExplanation.of(resource, now);
        if (options.json()) {
            json(explanation);
        } else {
            print(ExplanationText.lines(explanation, now));
        }
        return explanation.inStep();
    }

    private boolean list() {
        var found = new ExplanationList.Builder(options.allNamespaces() ? "" : namespace());
        new ExternalSecretReader(client)
                .each(found.namespace(), resource -> found.add(SyncExplanation.of(resource, now)));
        var list = found.build();
        if (options.json()) {
            json(list);
        } else {
            print(ExplanationTable.lines(list, now));
        }
        return list.outOfStep().isEmpty();
    }

    /// As for kubectl: the one given, else that of the context, else `default`.
    private String namespace() {
        if (!options.namespace().isEmpty()) {
            return options.namespace();
        }
        var ofContext = client.getConfiguration().getNamespace();
        return ofContext == null || ofContext.isEmpty() ? "default" : ofContext;
    }

    private void json(Object answer) {
        out.println(client.getKubernetesSerialization().asJson(answer));
    }

    private void print(List<String> lines) {
        lines.forEach(line -> out.println(Problem.escaped(line)));
    }
}
