package dev.lockstep.sync.agent;

import dev.lockstep.file.RawNames;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.AdoptionPolicy;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.WriteRules;
import dev.lockstep.sync.store.StoreServers;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Holds the parsed command line of `once`.
///
/// @param pruneLimit how much of what is there may be pruned at once, in percent
/// @param requireStructure whether SOPS files without a structure digest are refused
/// @param defaultNamespace the namespace of manifests that name none; empty if such are refused
/// @param namespaces the only ones that are written into; empty for all
/// @param allowedTypes those of [WriteRules#GUARDED_TYPES] that may be written into a cluster
/// @param allowEmpty whether a Secret without a key may be written
/// @param dryRun whether nothing is written
/// @param interval how often the source is looked at with `--watch`
record OnceOptions(
        Source source,
        Destination destination,
        StoreAccess stores,
        boolean requireStructure,
        String defaultNamespace,
        Set<String> namespaces,
        Set<String> allowedTypes,
        boolean allowEmpty,
        boolean dryRun,
        boolean prune,
        int pruneLimit,
        boolean watch,
        Duration interval) {
    /// Where the SOPS files are.
    sealed interface Source {
        record Directory(Path path) implements Source {}

        record Git(Path repository, String ref, String folder) implements Source {}
    }

    /// Where the Secrets are written.
    sealed interface Destination {
        record Files(Path to) implements Destination {}

        /// @param kubeconfig the file with the way to it; empty for `KUBECONFIG`, or for the pod's own account
        /// @param context the one of its contexts; empty for the current one
        record Cluster(Optional<Path> kubeconfig, String context) implements Destination {}
    }

    private static final String ALLOW_SECRET_TYPE = "--allow-secret-type";
    private static final String ALLOW_STORE_SERVER = "--allow-store-server";

    /// What may be written at all: into files anything.
    WriteRules rules() {
        return switch (destination) {
            case Destination.Files _ -> WriteRules.NONE;
            case Destination.Cluster _ -> new WriteRules(AdoptionPolicy.ESO, allowedTypes);
        };
    }

    static final String HELP = """
            Usage: lockstep-sync once DIR --to OUT [--prune] [--watch]
                   lockstep-sync once DIR --cluster [--kubeconfig FILE] [--watch]
                   lockstep-sync once --git REPO [--ref REF] [--path FOLDER] (--to OUT | --cluster) [...]

            Opens the SOPS files of a directory or of a Git commit, checks their MAC and structure, and
            writes each Secret manifest: its data as files, OUT/NAMESPACE/NAME/KEY, mode 0400, or the
            whole of it into a cluster. So it does with what the ExternalSecrets there ask for, from the stores there.
            A Secret changes at once and whole. A file that is not encrypted, does not open or was
            changed is refused by name, and what was there before stays; the exit code is 1 then.

            Whoever may write the source defines its stores. So a store asks no server that is not
            allowed here, and logs in with nothing but what lies in the directory named here.

            A cluster gets Secrets and nothing else: ExternalSecrets and stores are not applied, and
            their Secrets have no owner. A Secret that an ExternalSecret of the cluster or another
            controller keeps is refused; none is ever removed. Namespaces have to be there.

              DIR                    a directory with YAML or JSON manifests
              --git REPO             a local Git repository, bare or not; files come from its objects
              --ref REF              branch, tag or commit (HEAD)
              --path FOLDER          only manifests below this folder of the tree
              --to OUT               where to write; made with mode 0700 if missing, best on tmpfs
              --cluster              write Secrets of the cluster
              --kubeconfig FILE      the way to it (KUBECONFIG, else the pod's own account)
              --context NAME         one of its contexts (the current one)
              --namespaces NS[,NS]   refuse Secrets of other namespaces
              --allow-secret-type TYPE   with --cluster: write Secrets of kubernetes.io/service-account-token
                                     or bootstrap.kubernetes.io/token; as often as needed
              --allow-empty-secrets  write Secrets without a key too, also where keys are now
              --dry-run              say what would be written and removed, and change nothing
              --allow-store-server URL   a server that stores may ask, https://vault.example.com:8200;
                                     as often as needed
              --store-credentials DIR    what stores log in with: DIR/NAMESPACE/NAME/KEY, plain files
              --require-structure    refuse SOPS files without a structure digest: sops wrote them, or
                                     somebody took the digest out
              --default-namespace NS take manifests without metadata.namespace for NS; without it
                                     such Secrets are refused
              --prune                with --to: remove Secrets whose manifest is gone, if none was refused
              --prune-limit PERCENT  but none if more than this part would go at once (50)
              --watch                go on, and write again when the source or a store has changed
              --interval SECONDS     how often to look with --watch (1)

            Keys are found as sops finds them: SOPS_AGE_KEY_FILE, SOPS_AGE_KEY and so on.
            """;

    /// @throws LockstepException `USAGE`
    static OnceOptions parse(List<String> arguments) {
        var reading = new Reading(arguments);
        while (reading.more()) {
            reading.next();
        }
        return reading.options();
    }

    private static final class Reading {
        private final List<String> arguments;
        private int at;
        private String inline = "";
        private String directory = "";
        private String repository = "";
        private String ref = "";
        private String folder = "";
        private String to = "";
        private boolean cluster;
        private String kubeconfig = "";
        private final List<String> servers = new ArrayList<>();
        private String credentials = "";
        private String context = "";
        private final List<String> namespaces = new ArrayList<>();
        private final Set<String> allowedTypes = new HashSet<>();
        private boolean allowEmpty;
        private boolean dryRun;
        private boolean requireStructure;
        private String defaultNamespace = "";
        private boolean prune;
        private int pruneLimit = 50;
        private boolean watch;
        private Duration interval = Duration.ofSeconds(1);

        Reading(List<String> arguments) {
            this.arguments = arguments;
        }

        boolean more() {
            return at < arguments.size();
        }

        void next() {
            String argument = arguments.get(at++);
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            inline = equals < 0 ? "" : argument.substring(equals + 1);
            read(equals < 0 ? argument : argument.substring(0, equals));
            if (!inline.isEmpty()) {
                throw usage("flag " + argument.substring(0, equals) + " takes no value");
            }
        }

        private void read(String argument) {
            switch (argument) {
                case "--git" -> repository = value(argument);
                case "--ref" -> ref = value(argument);
                case "--path" -> folder = value(argument);
                case "--to" -> to = value(argument);
                case "--cluster" -> cluster = true;
                case "--kubeconfig" -> kubeconfig = value(argument);
                case "--context" -> context = value(argument);
                case "--namespaces" -> namespaces.addAll(namespaces(argument));
                case ALLOW_SECRET_TYPE ->
                    allowedTypes.add(WriteRules.guardedType(argument, value(argument), "lockstep-sync once"));
                case "--allow-empty-secrets" -> allowEmpty = true;
                case "--dry-run" -> dryRun = true;
                case ALLOW_STORE_SERVER -> servers.add(value(argument));
                case "--store-credentials" -> credentials = value(argument);
                case "--require-structure" -> requireStructure = true;
                case "--default-namespace" -> defaultNamespace = value(argument);
                case "--prune" -> prune = true;
                case "--watch" -> watch = true;
                case "--prune-limit" -> pruneLimit = (int) number(argument, 0, 100);
                case "--interval" -> interval = Duration.ofSeconds(number(argument, 1, 86_400));
                default -> {
                    if (argument.startsWith("-") || !directory.isEmpty()) {
                        throw usage("unknown argument " + argument);
                    }
                    directory = argument;
                }
            }
        }

        private String value(String flag) {
            String value = inline;
            inline = "";
            if (value.isEmpty() && more()) {
                value = arguments.get(at++);
            }
            if (value.isEmpty()) {
                throw usage("flag " + flag + " needs a value");
            }
            return value;
        }

        private List<String> namespaces(String flag) {
            var names = List.of(value(flag).split(",", -1));
            for (var name : names) {
                if (!SecretName.isValid(name, "x")) {
                    throw usage("flag " + flag + " takes names of namespaces, with commas between them");
                }
            }
            return names;
        }

        private long number(String flag, long least, long most) {
            try {
                long number = Long.parseLong(value(flag));
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw usage("flag " + flag + " takes a whole number from " + least + " to " + most);
        }

        OnceOptions options() {
            if (directory.isEmpty() == repository.isEmpty()) {
                throw usage("name either a directory or --git REPO");
            }
            if (repository.isEmpty() && !(ref + folder).isEmpty()) {
                throw usage("--ref and --path belong to --git");
            }
            if (to.isEmpty() != cluster) {
                throw usage("name either the output directory with --to or a cluster with --cluster");
            }
            if (!cluster && !(kubeconfig + context).isEmpty()) {
                throw usage((kubeconfig.isEmpty() ? "--context" : "--kubeconfig") + " belongs to --cluster");
            }
            if (!cluster && !allowedTypes.isEmpty()) {
                throw usage(ALLOW_SECRET_TYPE + " belongs to --cluster; as files any type is written");
            }
            if (dryRun && watch) {
                throw usage("--dry-run does not go with --watch");
            }
            if (!defaultNamespace.isEmpty() && !SecretName.isValid(defaultNamespace, "x")) {
                throw usage("--default-namespace " + defaultNamespace + " is not a Kubernetes namespace");
            }
            if (cluster && prune) {
                throw usage("--prune does not go with --cluster, which holds the Secrets of others too");
            }
            try {
                return new OnceOptions(
                        source(),
                        destination(),
                        stores(),
                        requireStructure,
                        defaultNamespace,
                        Set.copyOf(namespaces),
                        Set.copyOf(allowedTypes),
                        allowEmpty,
                        dryRun,
                        prune,
                        pruneLimit,
                        watch,
                        interval);
            } catch (InvalidPathException e) {
                throw usage("a path has characters that this system has not");
            }
        }

        private Source source() {
            return repository.isEmpty()
                    ? new Source.Directory(RawNames.path(directory))
                    : new Source.Git(RawNames.path(repository), ref.isEmpty() ? "HEAD" : ref, folder);
        }

        private StoreAccess stores() {
            return new StoreAccess(StoreServers.of(ALLOW_STORE_SERVER, servers), path(credentials));
        }

        private Destination destination() {
            return cluster
                    ? new Destination.Cluster(path(kubeconfig), context)
                    : new Destination.Files(RawNames.path(to));
        }

        private static Optional<Path> path(String text) {
            return text.isEmpty() ? Optional.empty() : Optional.of(RawNames.path(text));
        }
    }

    private static LockstepException usage(String what) {
        return new LockstepException(Kind.USAGE, what, "", "see lockstep-sync once --help");
    }
}
