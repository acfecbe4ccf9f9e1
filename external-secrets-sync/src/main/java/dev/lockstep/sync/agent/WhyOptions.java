package dev.lockstep.sync.agent;

import dev.lockstep.flags.Arguments;
import dev.lockstep.flags.Flag;
import dev.lockstep.flags.HelpPage;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.SecretName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the command line of `why`.
///
/// @param name the ExternalSecret; empty for all that are out of step
/// @param namespace empty for that of the context
/// @param kubeconfig a file, empty for the one that `KUBECONFIG` or the pod names
/// @param context of the kubeconfig; empty for the current one
record WhyOptions(
        String name, String namespace, boolean allNamespaces, boolean json, Optional<Path> kubeconfig, String context) {
    private static final Flag<String> NAMESPACE = Flag.text(
                    "NS", "instead of the namespace of the context", "-n", "--namespace")
            .notEmpty();
    private static final Flag<Boolean> ALL_NAMESPACES =
            Flag.on("list those of all namespaces", "-A", "--all-namespaces");
    private static final Flag<Boolean> JSON = Flag.on("the same for programs", "--json");
    private static final Flag<String> KUBECONFIG = Flag.text(
                    "FILE", "instead of what KUBECONFIG names, or the pod's own account", "--kubeconfig")
            .notEmpty();
    private static final Flag<String> CONTEXT =
            Flag.text("NAME", "another context of the kubeconfig", "--context").notEmpty();
    private static final List<Flag<?>> FLAGS = List.of(NAMESPACE, ALL_NAMESPACES, JSON, KUBECONFIG, CONTEXT, Flag.HELP);
    private static final String SEE_HELP = "see lockstep-sync why --help";

    static String help() {
        return new HelpPage(
                        List.of(
                                "lockstep-sync why [NAMESPACE/]NAME [FLAGS]",
                                "lockstep-sync why [-n NAMESPACE | -A] [FLAGS]"),
                        List.of(
                                "With a name: tells how an ExternalSecret stands, whether its Secret is in step, and if not, why, since"
                                        + " when, what to do and when it is tried again; and where each key came from. Without: lists the"
                                        + " ExternalSecrets that are not in step, one line each. It reads statuses and nothing else, so it"
                                        + " needs no right to read Secrets."))
                .flags(FLAGS)
                .footer(
                        "Exit codes: 0 in step, 2 not in step (or not known to be), 1 no answer: a wrong command line, no such"
                                + " ExternalSecret, no access.")
                .text();
    }

    /// @throws LockstepException `USAGE`
    static Arguments read(List<String> words) {
        return Arguments.read(FLAGS, words, Arguments.Order.ANY, Map.of(), SEE_HELP);
    }

    /// @throws LockstepException `USAGE`
    static WhyOptions of(Arguments arguments) {
        var names = arguments.positionals();
        boolean all = arguments.value(ALL_NAMESPACES);
        var namespace = arguments.has(NAMESPACE) ? namespace(arguments.value(NAMESPACE)) : "";
        if (names.size() > 1) {
            throw usage("name one ExternalSecret, or none for all that are not in step");
        }
        if (all && !(names.isEmpty() && namespace.isEmpty())) {
            throw usage("--all-namespaces goes with no " + (namespace.isEmpty() ? "name" : "--namespace"));
        }
        var name = names.isEmpty() ? "" : names.getFirst();
        int slash = name.indexOf('/');
        if (slash >= 0) {
            var within = namespace(name.substring(0, slash));
            if (!namespace.isEmpty() && !namespace.equals(within)) {
                throw usage("the name and --namespace tell of two namespaces");
            }
            namespace = within;
            name = name.substring(slash + 1);
        }
        if (!names.isEmpty() && !SecretName.isValid("any", name)) {
            throw usage("not a name: " + names.getFirst());
        }
        return new WhyOptions(
                name,
                namespace,
                all,
                arguments.value(JSON),
                path(arguments.value(KUBECONFIG)),
                arguments.value(CONTEXT));
    }

    private static String namespace(String text) {
        if (!SecretName.isValid(text, "any")) {
            throw usage("not a namespace: " + text);
        }
        return text;
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            throw usage("a path has characters that this system has not");
        }
    }

    private static LockstepException usage(String what) {
        return new LockstepException(Kind.USAGE, what, "", SEE_HELP);
    }
}
