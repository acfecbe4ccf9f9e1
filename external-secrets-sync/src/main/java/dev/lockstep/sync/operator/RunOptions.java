package dev.lockstep.sync.operator;

import dev.lockstep.flags.Arguments;
import dev.lockstep.flags.Flag;
import dev.lockstep.flags.HelpPage;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.AdoptionPolicy;
import dev.lockstep.sync.engine.WriteRules;
import dev.lockstep.sync.store.StorePolicy;
import dev.lockstep.sync.store.StoreServers;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Holds the parsed command line of `run`. Flags that ESO 2.9 has too are named as there; those that it has besides are
/// those of [EsoFlags].
///
/// @param metrics where `/metrics` is served; empty if it is not
/// @param live where `/healthz` and `/readyz` are served; empty if they are not
/// @param namespace the one namespace that is served; empty for all
/// @param kubeconfig the file with the way to the API server; empty for `KUBECONFIG`, or for the pod's own
/// @param rules what may be written at all
record RunOptions(
        Optional<InetSocketAddress> metrics,
        Optional<InetSocketAddress> live,
        String namespace,
        Optional<Path> kubeconfig,
        Election election,
        WriteRules rules,
        Stores stores,
        JsonLog.Level logLevel,
        boolean metricsPerObject,
        EsoOptions eso) {
    /// Whether only one of several replicas may write, and by which Lease they agree.
    ///
    /// @param namespace of the Lease; empty for the program's own
    record Election(boolean on, String id, String namespace) {}

    /// What stores may do, whoever wrote them.
    ///
    /// @param loopback whether they may name this machine
    record Stores(StorePolicy policy, boolean loopback) {}

    private static final Flag<String> NAMESPACE = Flag.text(
                    "NAMESPACE", "serve one namespace only (all)", "--namespace")
            .notEmpty();
    private static final Flag<Optional<Path>> KUBECONFIG = Flag.<Optional<Path>>of(
                    "FILE",
                    "a path that this system can have",
                    Optional.empty(),
                    (text, _) -> path(text),
                    "the way to the API server (KUBECONFIG, else the pod's own)",
                    "--kubeconfig")
            .notEmpty();
    private static final Flag<Optional<InetSocketAddress>> METRICS =
            address(8080, "where to serve /metrics; 0 for nowhere (:8080)", "--metrics-addr");
    private static final Flag<Optional<InetSocketAddress>> LIVE =
            address(8082, "where to serve /healthz and /readyz; 0 for nowhere (:8082)", "--live-addr");
    private static final Flag<Boolean> ELECTION = Flag.on(
                    "write only as holder of a Lease (true)", "--enable-leader-election", "--leader-election")
            .unless(true);
    private static final Flag<String> ELECTION_ID = Flag.text(
                    "NAME", "the name of the Lease (lockstep-sync)", "--leader-election-id")
            .unless("lockstep-sync")
            .notEmpty();
    private static final Flag<String> ELECTION_NAMESPACE = Flag.text(
                    "NAMESPACE", "where the Lease is (the program's own namespace)", "--leader-election-namespace")
            .notEmpty();
    private static final Flag<AdoptionPolicy> ADOPTION = Flag.of(
            "POLICY",
            "eso, same-keys or never",
            AdoptionPolicy.ESO,
            (text, _) -> adoption(text),
            "which Secrets that somebody else made an ExternalSecret may take over: eso, those without an owner; same-keys,"
                    + " of them those of which no key goes; never (eso)",
            "--adoption");
    private static final Flag<List<String>> ALLOW_SECRET_TYPE = Flag.of(
            "TYPE",
            WriteRules.guardedTypes(),
            List.of(),
            WriteRules::allowing,
            "write Secrets of kubernetes.io/service-account-token or bootstrap.kubernetes.io/token, which are refused"
                    + " otherwise; may be repeated",
            "--allow-secret-type");
    private static final Flag<List<String>> ALLOW_STORE_SERVER = Flag.list(
                    "URL",
                    "a server that stores may name, such as https://vault.example.com:8200; may be repeated (all)",
                    "--allow-store-server")
            .notEmpty();
    private static final Flag<List<String>> ALLOW_HTTP_STORE_HOST = Flag.of(
            "HOST",
            "a host alone, without scheme and port",
            List.of(),
            RunOptions::hosts,
            "a host to which tokens of ServiceAccounts go without TLS; may be repeated (none)",
            "--allow-http-store-host");
    private static final Flag<Boolean> ALLOW_LOOPBACK =
            Flag.on("let stores name this machine; needs no flag outside of a Pod", "--allow-loopback-stores");
    private static final Flag<Boolean> REQUIRE_AUDIENCE =
            Flag.on("issue no token that the API server would accept", "--require-token-audience");
    private static final Flag<Boolean> METRICS_PER_OBJECT = Flag.on(
                    "tell of each resource in the metrics, as ESO does (true)", "--metrics-per-object")
            .unless(true);
    private static final Flag<JsonLog.Level> LOG_LEVEL = Flag.of(
            "LEVEL",
            "debug, info, warn or error",
            JsonLog.Level.INFO,
            (text, _) -> level(text),
            "info, warn or error; debug tells of reconciles that found nothing to do (info)",
            "--loglevel");

    private static final List<Flag<?>> FLAGS = List.of(
            NAMESPACE,
            KUBECONFIG,
            METRICS,
            LIVE,
            ELECTION,
            ELECTION_ID,
            ELECTION_NAMESPACE,
            ADOPTION,
            ALLOW_SECRET_TYPE,
            ALLOW_STORE_SERVER,
            ALLOW_HTTP_STORE_HOST,
            ALLOW_LOOPBACK,
            REQUIRE_AUDIENCE,
            METRICS_PER_OBJECT,
            LOG_LEVEL);
    private static final String SEE_HELP = "see lockstep-sync run --help";

    static String help() {
        return new HelpPage(
                        List.of("lockstep-sync run [--namespace NAMESPACE] [--kubeconfig FILE] [...]"),
                        List.of(
                                "Keeps the Secrets of a cluster in step with the stores that its ExternalSecrets (external-secrets.io/v1)"
                                        + " name. Ends when it is told to (SIGTERM), or with exit code 1 when it may not go on: another"
                                        + " replica leads now."))
                .flags(FLAGS)
                .flags(EsoFlags.FOLLOWED)
                .flags(List.of(Flag.HELP))
                .footer("All other flags of External Secrets Operator 2.9 are accepted, with one warning.")
                .text();
    }

    /// @throws LockstepException `USAGE`
    static Arguments read(List<String> words) {
        var flags = new ArrayList<Flag<?>>(FLAGS);
        flags.addAll(EsoFlags.ALL);
        flags.add(Flag.HELP);
        return Arguments.read(flags, words, Arguments.Order.ANY, Map.of(), SEE_HELP);
    }

    /// @throws LockstepException `USAGE`
    static RunOptions of(Arguments arguments) {
        if (!arguments.positionals().isEmpty()) {
            throw usage("unknown argument " + arguments.positionals().getFirst());
        }
        var eso = EsoFlags.options(arguments);
        return new RunOptions(
                eso.metricsInClear() ? arguments.value(METRICS) : Optional.empty(),
                arguments.value(LIVE),
                arguments.value(NAMESPACE),
                arguments.value(KUBECONFIG),
                new Election(
                        arguments.value(ELECTION), arguments.value(ELECTION_ID), arguments.value(ELECTION_NAMESPACE)),
                new WriteRules(arguments.value(ADOPTION), Set.copyOf(arguments.value(ALLOW_SECRET_TYPE))),
                new Stores(
                        new StorePolicy(
                                StoreServers.of(ALLOW_STORE_SERVER.name(), arguments.value(ALLOW_STORE_SERVER)),
                                Set.copyOf(arguments.value(ALLOW_HTTP_STORE_HOST)),
                                arguments.value(REQUIRE_AUDIENCE)),
                        arguments.value(ALLOW_LOOPBACK)),
                arguments.value(LOG_LEVEL),
                arguments.value(METRICS_PER_OBJECT),
                eso);
    }

    private static @Nullable AdoptionPolicy adoption(String text) {
        for (var policy : AdoptionPolicy.values()) {
            if (policy.spelled().equals(text)) {
                return policy;
            }
        }
        return null;
    }

    private static JsonLog.@Nullable Level level(String text) {
        return switch (text) {
            case "debug" -> JsonLog.Level.DEBUG;
            case "info" -> JsonLog.Level.INFO;
            case "warn" -> JsonLog.Level.WARN;
            case "error", "dpanic", "panic", "fatal" -> JsonLog.Level.ERROR;
            default -> null;
        };
    }

    private static @Nullable List<String> hosts(String text, List<String> before) {
        String value = text.toLowerCase(Locale.ROOT);
        String host =
                value.indexOf(':') != value.lastIndexOf(':') && !value.startsWith("[") ? "[" + value + "]" : value;
        try {
            if (!host.equals(new URI("http://" + host).getHost())) {
                return null;
            }
        } catch (URISyntaxException e) {
            return null;
        }
        return Stream.concat(before.stream(), Stream.of(host)).distinct().toList();
    }

    private static @Nullable Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static Flag<Optional<InetSocketAddress>> address(int port, String help, String name) {
        return Flag.of(
                "HOST:PORT",
                "HOST:PORT, :PORT or 0",
                Optional.of(new InetSocketAddress(port)),
                (text, _) -> address(text),
                help,
                name);
    }

    private static @Nullable Optional<InetSocketAddress> address(String text) {
        if (text.equals("0")) {
            return Optional.empty();
        }
        int colon = text.lastIndexOf(':');
        try {
            int port = colon < 0 ? -1 : Integer.parseInt(text.substring(colon + 1));
            if (port < 0 || port > 65_535) {
                return null;
            }
            String host = text.substring(0, colon).replace("[", "").replace("]", "");
            return Optional.of(host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static LockstepException usage(String what) {
        return new LockstepException(Kind.USAGE, what, "", SEE_HELP);
    }
}
