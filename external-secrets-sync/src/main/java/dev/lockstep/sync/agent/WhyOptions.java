package dev.lockstep.sync.agent;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Nearest;
import dev.lockstep.sync.engine.SecretName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the command line of `why`.
///
/// @param name the ExternalSecret; empty for all that are out of step
/// @param namespace empty for that of the context
/// @param kubeconfig a file, empty for the one that `KUBECONFIG` or the pod names
/// @param context of the kubeconfig; empty for the current one
record WhyOptions(
        String name, String namespace, boolean allNamespaces, boolean json, Optional<Path> kubeconfig, String context) {
    static final String HELP = """
            Usage: lockstep-sync why [NAMESPACE/]NAME [FLAGS]
                   lockstep-sync why [-n NAMESPACE | -A] [FLAGS]

            With a name: tells how an ExternalSecret stands, whether its Secret is in step, and if not,
            why, since when, what to do and when it is tried again; and where each key came from.
            Without: lists the ExternalSecrets that are not in step, one line each. It reads statuses
            and nothing else, so it needs no right to read Secrets.

              -n, --namespace NS    instead of the namespace of the context
              -A, --all-namespaces  list those of all namespaces
              --json                the same for programs
              --kubeconfig FILE     instead of what KUBECONFIG names, or the pod's own account
              --context NAME        another context of the kubeconfig

            Exit codes: 0 in step, 2 not in step (or not known to be), 1 no answer: a wrong command
            line, no such ExternalSecret, no access.
            """;

    private static final List<String> FLAGS =
            List.of("--namespace", "--all-namespaces", "--json", "--kubeconfig", "--context", "--help");

    /// @throws LockstepException `USAGE`
    static WhyOptions parse(List<String> arguments) {
        var reading = new Reading();
        for (var at = arguments.iterator(); at.hasNext(); ) {
            reading.take(at.next(), at);
        }
        return reading.options();
    }

    private static final class Reading {
        private final List<String> names = new ArrayList<>();
        private boolean all;
        private boolean json;
        private String namespace = "";
        private String kubeconfig = "";
        private String context = "";

        void take(String argument, Iterator<String> rest) {
            if (!argument.startsWith("-")) {
                names.add(argument);
                return;
            }
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            var flag = equals < 0 ? argument : argument.substring(0, equals);
            var value = equals < 0 ? null : argument.substring(equals + 1);
            switch (flag) {
                case "--json", "--all-namespaces", "-A" -> {
                    if (value != null) {
                        throw usage("flag " + flag + " takes no value");
                    }
                    json |= flag.equals("--json");
                    all |= !flag.equals("--json");
                }
                case "--namespace", "-n" -> namespace = namespace(value(flag, value, rest));
                case "--kubeconfig" -> kubeconfig = value(flag, value, rest);
                case "--context" -> context = value(flag, value, rest);
                default -> throw unknown(flag);
            }
        }

        private static String value(String flag, @Nullable String value, Iterator<String> rest) {
            var given = value == null && rest.hasNext() ? rest.next() : value;
            if (given == null || given.isEmpty()) {
                throw usage("flag " + flag + " needs a value");
            }
            return given;
        }

        WhyOptions options() {
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
            return new WhyOptions(name, namespace, all, json, path(kubeconfig), context);
        }

        private static String namespace(String text) {
            if (!SecretName.isValid(text, "any")) {
                throw usage("not a namespace: " + text);
            }
            return text;
        }
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            throw usage("a path has characters that this system has not");
        }
    }

    private static LockstepException unknown(String flag) {
        return flag.startsWith("--") && Nearest.to(flag, FLAGS) instanceof String near
                ? new LockstepException(Kind.USAGE, "unknown flag " + flag, "", "did you mean " + near + "?")
                : usage("unknown flag " + flag);
    }

    private static LockstepException usage(String what) {
        return new LockstepException(Kind.USAGE, what, "", "see lockstep-sync why --help");
    }
}
