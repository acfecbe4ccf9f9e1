package dev.lockstep.sync.agent;

import dev.lockstep.file.RawNames;
import dev.lockstep.flags.Arguments;
import dev.lockstep.flags.Flag;
import dev.lockstep.flags.HelpPage;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    private static final Flag<String> GIT = Flag.text(
                    "REPO", "a local Git repository, bare or not; files come from its objects", "--git")
            .notEmpty();
    private static final Flag<String> REF =
            Flag.text("REF", "branch, tag or commit (HEAD)", "--ref").notEmpty();
    private static final Flag<String> PATH = Flag.text(
                    "FOLDER", "only manifests below this folder of the tree", "--path")
            .notEmpty();
    private static final Flag<String> TO = Flag.text(
                    "OUT", "where to write; made with mode 0700 if missing, best on tmpfs", "--to")
            .notEmpty();
    private static final Flag<Boolean> CLUSTER = Flag.on("write Secrets of the cluster", "--cluster");
    private static final Flag<String> KUBECONFIG = Flag.text(
                    "FILE", "the way to the cluster (KUBECONFIG, else the pod's own account)", "--kubeconfig")
            .notEmpty();
    private static final Flag<String> CONTEXT = Flag.text(
                    "NAME", "one of the contexts of the kubeconfig (the current one)", "--context")
            .notEmpty();
    private static final Flag<List<String>> NAMESPACES = Flag.<List<String>>of(
                    "NS[,NS]",
                    "names of namespaces, with commas between them",
                    List.of(),
                    OnceOptions::namespaces,
                    "refuse Secrets of other namespaces",
                    "--namespaces")
            .notEmpty();
    private static final Flag<List<String>> ALLOW_SECRET_TYPE = Flag.of(
            "TYPE",
            WriteRules.guardedTypes(),
            List.of(),
            WriteRules::allowing,
            "with --cluster: write Secrets of kubernetes.io/service-account-token or bootstrap.kubernetes.io/token;"
                    + " may be repeated",
            "--allow-secret-type");
    private static final Flag<Boolean> ALLOW_EMPTY =
            Flag.on("write Secrets without a key too, also where keys are now", "--allow-empty-secrets");
    private static final Flag<Boolean> DRY_RUN =
            Flag.on("say what would be written and removed, and change nothing", "--dry-run");
    private static final Flag<List<String>> ALLOW_STORE_SERVER = Flag.list(
                    "URL",
                    "a server that stores may ask, such as https://vault.example.com:8200; may be repeated",
                    "--allow-store-server")
            .notEmpty();
    private static final Flag<String> STORE_CREDENTIALS = Flag.text(
                    "DIR", "what stores log in with: DIR/NAMESPACE/NAME/KEY, plain files", "--store-credentials")
            .notEmpty();
    private static final Flag<Boolean> REQUIRE_STRUCTURE = Flag.on(
            "refuse SOPS files without a structure digest: sops wrote them, or somebody took the digest out",
            "--require-structure");
    private static final Flag<String> DEFAULT_NAMESPACE = Flag.text(
                    "NS",
                    "take manifests without metadata.namespace for NS; without it such Secrets are refused",
                    "--default-namespace")
            .notEmpty();
    private static final Flag<Boolean> PRUNE =
            Flag.on("with --to: remove Secrets whose manifest is gone, if none was refused", "--prune");
    private static final Flag<Integer> PRUNE_LIMIT = Flag.number(
            "PERCENT", 0, 100, 50, "but none if more than this part would go at once (50)", "--prune-limit");
    private static final Flag<Boolean> WATCH =
            Flag.on("go on, and write again when the source or a store has changed", "--watch");
    private static final Flag<Integer> INTERVAL =
            Flag.number("SECONDS", 1, 86_400, 1, "how often to look with --watch (1)", "--interval");

    private static final List<Flag<?>> FLAGS = List.of(
            GIT,
            REF,
            PATH,
            TO,
            CLUSTER,
            KUBECONFIG,
            CONTEXT,
            NAMESPACES,
            ALLOW_SECRET_TYPE,
            ALLOW_EMPTY,
            DRY_RUN,
            ALLOW_STORE_SERVER,
            STORE_CREDENTIALS,
            REQUIRE_STRUCTURE,
            DEFAULT_NAMESPACE,
            PRUNE,
            PRUNE_LIMIT,
            WATCH,
            INTERVAL,
            Flag.HELP);
    private static final String SEE_HELP = "see lockstep-sync once --help";

    /// What may be written at all: into files anything.
    WriteRules rules() {
        return switch (destination) {
            case Destination.Files _ -> WriteRules.NONE;
            case Destination.Cluster _ -> new WriteRules(AdoptionPolicy.ESO, allowedTypes);
        };
    }

    static String help() {
        return new HelpPage(
                        List.of(
                                "lockstep-sync once DIR --to OUT [--prune] [--watch]",
                                "lockstep-sync once DIR --cluster [--kubeconfig FILE] [--watch]",
                                "lockstep-sync once --git REPO [--ref REF] [--path FOLDER] (--to OUT | --cluster) [...]"),
                        List.of(
                                "Opens the SOPS files of a directory or of a Git commit, checks their MAC and structure, and writes"
                                        + " each Secret manifest: its data as files, OUT/NAMESPACE/NAME/KEY, mode 0400, or the whole of it"
                                        + " into a cluster. So it does with what the ExternalSecrets there ask for, from the stores there."
                                        + " A Secret changes at once and whole. A file that is not encrypted, does not open or was changed"
                                        + " is refused by name, and what was there before stays; the exit code is 1 then.",
                                "Whoever may write the source defines its stores. So a store asks no server that is not allowed"
                                        + " here, and logs in with nothing but what lies in the directory named here.",
                                "A cluster gets Secrets and nothing else: ExternalSecrets and stores are not applied, and their"
                                        + " Secrets have no owner. A Secret that an ExternalSecret of the cluster or another controller"
                                        + " keeps is refused; none is ever removed. Namespaces have to be there.",
                                "DIR is a directory with YAML or JSON manifests."))
                .flags(FLAGS)
                .footer("Keys are found as sops finds them: SOPS_AGE_KEY_FILE, SOPS_AGE_KEY and so on.")
                .text();
    }

    /// @throws LockstepException `USAGE`
    static Arguments read(List<String> words) {
        return Arguments.read(FLAGS, words, Arguments.Order.ANY, Map.of(), SEE_HELP);
    }

    /// @throws LockstepException `USAGE`
    static OnceOptions of(Arguments arguments) {
        var positionals = arguments.positionals();
        if (positionals.size() > 1) {
            throw usage("unknown argument " + positionals.get(1));
        }
        refuseConflicts(
                arguments, !positionals.isEmpty() && !positionals.getFirst().isEmpty());
        var defaultNamespace = arguments.value(DEFAULT_NAMESPACE);
        if (!defaultNamespace.isEmpty() && !SecretName.isValid(defaultNamespace, "x")) {
            throw usage("--default-namespace " + defaultNamespace + " is not a Kubernetes namespace");
        }
        try {
            return new OnceOptions(
                    source(arguments),
                    destination(arguments),
                    new StoreAccess(
                            StoreServers.of(ALLOW_STORE_SERVER.name(), arguments.value(ALLOW_STORE_SERVER)),
                            path(arguments.value(STORE_CREDENTIALS))),
                    arguments.value(REQUIRE_STRUCTURE),
                    defaultNamespace,
                    Set.copyOf(arguments.value(NAMESPACES)),
                    Set.copyOf(arguments.value(ALLOW_SECRET_TYPE)),
                    arguments.value(ALLOW_EMPTY),
                    arguments.value(DRY_RUN),
                    arguments.value(PRUNE),
                    arguments.value(PRUNE_LIMIT),
                    arguments.value(WATCH),
                    Duration.ofSeconds(arguments.value(INTERVAL)));
        } catch (InvalidPathException e) {
            throw usage("a path has characters that this system has not");
        }
    }

    private static void refuseConflicts(Arguments arguments, boolean directory) {
        boolean git = arguments.has(GIT);
        boolean cluster = arguments.value(CLUSTER);
        if (directory == git) {
            throw usage("name either a directory or --git REPO");
        }
        if (!git && (arguments.has(REF) || arguments.has(PATH))) {
            throw usage("--ref and --path belong to --git");
        }
        if (arguments.has(TO) == cluster) {
            throw usage("name either the output directory with --to or a cluster with --cluster");
        }
        if (!cluster && (arguments.has(KUBECONFIG) || arguments.has(CONTEXT))) {
            throw usage((arguments.has(KUBECONFIG) ? "--kubeconfig" : "--context") + " belongs to --cluster");
        }
        if (!cluster && arguments.has(ALLOW_SECRET_TYPE)) {
            throw usage("--allow-secret-type belongs to --cluster; as files any type is written");
        }
        if (arguments.value(DRY_RUN) && arguments.value(WATCH)) {
            throw usage("--dry-run does not go with --watch");
        }
        if (cluster && arguments.value(PRUNE)) {
            throw usage("--prune does not go with --cluster, which holds the Secrets of others too");
        }
    }

    private static Source source(Arguments arguments) {
        return arguments.has(GIT)
                ? new Source.Git(
                        RawNames.path(arguments.value(GIT)),
                        arguments.has(REF) ? arguments.value(REF) : "HEAD",
                        arguments.value(PATH))
                : new Source.Directory(RawNames.path(arguments.positionals().getFirst()));
    }

    private static Destination destination(Arguments arguments) {
        return arguments.value(CLUSTER)
                ? new Destination.Cluster(path(arguments.value(KUBECONFIG)), arguments.value(CONTEXT))
                : new Destination.Files(RawNames.path(arguments.value(TO)));
    }

    private static Optional<Path> path(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(RawNames.path(text));
    }

    private static @Nullable List<String> namespaces(String text, List<String> before) {
        var names = new ArrayList<>(before);
        for (var name : text.split(",", -1)) {
            if (!SecretName.isValid(name, "x")) {
                return null;
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    private static LockstepException usage(String what) {
        return new LockstepException(Kind.USAGE, what, "", SEE_HELP);
    }
}
