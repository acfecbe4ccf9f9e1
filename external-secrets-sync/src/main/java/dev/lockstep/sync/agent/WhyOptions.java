package dev.lockstep.sync.agent;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.SecretName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The command line of `why`, read once.
///
/// @param resource the ExternalSecret
/// @param kubeconfig a file, empty for the one that `KUBECONFIG` or the pod names
record WhyOptions(SecretName resource, boolean json, Optional<Path> kubeconfig) {
    static final String HELP = """
            Usage: lockstep-sync why NAMESPACE/NAME [--json] [--kubeconfig FILE]

            Tells how an ExternalSecret stands: whether its Secret is in step, and if not, why, since
            when, what to do and when it is tried again; and where each key came from. It reads the
            resource's status and nothing else, so it needs no right to read Secrets.

              NAMESPACE/NAME     the ExternalSecret; NAME alone is in the namespace default
              --json             the same for programs
              --kubeconfig FILE  instead of what KUBECONFIG names, or the pod's own account

            The exit code is 0 if there was an answer, good or bad, else 1.
            """;

    /// @throws LockstepException `USAGE`
    static WhyOptions parse(List<String> arguments) {
        var names = new ArrayList<String>();
        boolean json = false;
        String kubeconfig = "";
        for (var at = arguments.iterator(); at.hasNext(); ) {
            String argument = at.next();
            if (argument.equals("--json")) {
                json = true;
            } else if (argument.startsWith("--kubeconfig=")) {
                kubeconfig = argument.substring("--kubeconfig=".length());
            } else if (argument.equals("--kubeconfig") && at.hasNext()) {
                kubeconfig = at.next();
            } else if (argument.startsWith("-")) {
                throw usage("unknown argument " + argument);
            } else {
                names.add(argument);
            }
        }
        if (names.size() != 1) {
            throw usage("name one ExternalSecret as NAMESPACE/NAME");
        }
        return new WhyOptions(resource(names.getFirst()), json, path(kubeconfig));
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            throw usage("a path has characters that this system has not");
        }
    }

    private static SecretName resource(String text) {
        int slash = text.indexOf('/');
        String namespace = slash < 0 ? "default" : text.substring(0, slash);
        String name = text.substring(slash + 1);
        if (!SecretName.isValid(namespace, name)) {
            throw usage("not a namespace and name: " + text);
        }
        return new SecretName(namespace, name);
    }

    private static LockstepException usage(String what) {
        return new LockstepException(Kind.USAGE, what, "", "see lockstep-sync why --help");
    }
}
