package dev.lockstep.sync.operator;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Nearest;
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
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Holds the parsed command line of `run`. Flags that ESO 2.9 has too are named as there; those that it has besides are
/// read by [EsoFlags].
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

    static final String HELP = """
            Usage: lockstep-sync run [--namespace NAMESPACE] [--kubeconfig FILE] [...]

            Keeps the Secrets of a cluster in step with the stores that its ExternalSecrets
            (external-secrets.io/v1) name. Ends when it is told to (SIGTERM), or with exit code 1
            when it may not go on: another replica leads now.

              --namespace NAMESPACE      serve one namespace only (all)
              --kubeconfig FILE          the way to the API server (KUBECONFIG, else the pod's own)
              --metrics-addr HOST:PORT   where to serve /metrics; 0 for nowhere (:8080)
              --live-addr HOST:PORT      where to serve /healthz and /readyz; 0 for nowhere (:8082)
              --leader-election=BOOL     write only as holder of a Lease (true)
              --leader-election-id NAME  the name of the Lease (lockstep-sync)
              --leader-election-namespace NAMESPACE
                                         where the Lease is (the program's own namespace)
              --adoption POLICY          which Secrets that somebody else made an ExternalSecret may take
                                         over: eso, those without an owner; same-keys, of them those of
                                         which no key goes; never (eso)
              --allow-secret-type TYPE   write Secrets of kubernetes.io/service-account-token or
                                         bootstrap.kubernetes.io/token, which are refused otherwise
              --allow-store-server URL   a server that stores may name, such as https://vault.example.com:8200;
                                         may be given several times (all)
              --allow-http-store-host HOST
                                         a host to which tokens of ServiceAccounts go without TLS;
                                         may be given several times (none)
              --allow-loopback-stores    let stores name this machine; needs no flag outside of a Pod
              --require-token-audience   issue no token that the API server would accept
              --metrics-per-object=BOOL  tell of each resource in the metrics, as ESO does (true)
              --loglevel LEVEL           info, warn or error; debug tells of passes that found nothing to do
                                         (info)
              --controller-class NAME    serve stores of this class, and those without one (default)
              --concurrent NUMBER        how many passes over the users of one store go on at once (64)
              --store-requeue-interval DURATION
                                         how often a store is checked that does not say so itself (5m)
              --enable-cluster-store-reconciler=BOOL
                                         serve ClusterSecretStores; if not, what uses one is left alone (true)
              --enable-secret-store-reconciler=BOOL
                                         check SecretStores and write their status (true)
              --zap-time-encoding FORM   times in the log: epoch, millis, nano, iso8601, rfc3339, rfc3339nano
                                         (iso8601)

            All other flags of External Secrets Operator 2.9 are accepted, with one warning.
            """;

    /// @throws LockstepException `USAGE`
    static RunOptions parse(List<String> arguments) {
        var reading = new Reading(arguments);
        while (reading.more()) {
            reading.next();
        }
        return reading.options();
    }

    private static final class Reading {
        private final List<String> arguments;
        private int at;
        private Optional<String> inline = Optional.empty();
        private Optional<InetSocketAddress> metrics = Optional.of(new InetSocketAddress(8080));
        private Optional<InetSocketAddress> live = Optional.of(new InetSocketAddress(8082));
        private String namespace = "";
        private Optional<Path> kubeconfig = Optional.empty();
        private boolean electing = true;
        private String electionId = "lockstep-sync";
        private String electionNamespace = "";
        private AdoptionPolicy adoption = AdoptionPolicy.ESO;
        private final Set<String> allowedTypes = new HashSet<>();
        private final List<String> storeServers = new ArrayList<>();
        private final Set<String> httpHosts = new HashSet<>();
        private boolean loopback;
        private boolean requireAudience;
        private JsonLog.Level logLevel = JsonLog.Level.INFO;
        private final EsoFlags eso = new EsoFlags();
        private boolean metricsPerObject = true;

        Reading(List<String> arguments) {
            this.arguments = arguments;
        }

        boolean more() {
            return at < arguments.size();
        }

        void next() {
            String argument = arguments.get(at++);
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            inline = equals < 0 ? Optional.empty() : Optional.of(argument.substring(equals + 1));
            read(equals < 0 ? argument : argument.substring(0, equals));
        }

        private void read(String flag) {
            switch (flag) {
                case "--namespace" -> namespace = value(flag);
                case "--kubeconfig" -> kubeconfig = Optional.of(path(flag));
                case "--metrics-addr" -> metrics = address(flag);
                case "--live-addr" -> live = address(flag);
                case "--leader-election", "--enable-leader-election" -> electing = bool(flag);
                case "--leader-election-id" -> electionId = value(flag);
                case "--leader-election-namespace" -> electionNamespace = value(flag);
                case "--adoption" -> adoption = adoption(flag);
                case "--allow-secret-type" ->
                    allowedTypes.add(WriteRules.guardedType(flag, value(flag), "lockstep-sync run"));
                case "--allow-store-server" -> storeServers.add(value(flag));
                case "--allow-http-store-host" -> httpHosts.add(host(flag));
                case "--allow-loopback-stores" -> loopback = bool(flag);
                case "--require-token-audience" -> requireAudience = bool(flag);
                case "--metrics-per-object" -> metricsPerObject = bool(flag);
                case "--loglevel" -> logLevel = level(flag);
                default -> readAsEso(flag);
            }
        }

        private void readAsEso(String flag) {
            if (!EsoFlags.names().contains(flag)) {
                throw unknown(flag);
            }
            var wanted = eso.take(flag, EsoFlags.isSwitch(flag) ? inline.orElse("true") : value(flag));
            if (wanted != null) {
                throw usage("flag " + flag + " takes " + wanted);
            }
        }

        private static LockstepException unknown(String flag) {
            var more = Stream.concat(Stream.of("--enable-leader-election"), EsoFlags.names().stream());
            var known = Stream.concat(HELP.lines(), more)
                    .map(line -> line.strip().split("[ =]", 2)[0])
                    .filter(name -> name.startsWith("--"))
                    .sorted()
                    .toList();
            var near = Nearest.to(flag, known);
            return new LockstepException(
                    Kind.USAGE,
                    "unknown argument " + flag,
                    "",
                    near == null ? "see lockstep-sync run --help" : "did you mean " + near + "?");
        }

        private String value(String flag) {
            String value = inline.orElseGet(() -> more() ? arguments.get(at++) : "");
            if (value.isEmpty()) {
                throw usage("flag " + flag + " needs a value");
            }
            return value;
        }

        /// As Go's flags: alone it means true, a value must be joined by `=`.
        private boolean bool(String flag) {
            var value = EsoFlags.bool(inline.orElse("true"));
            if (value == null) {
                throw usage("flag " + flag + " takes true or false");
            }
            return value;
        }

        private AdoptionPolicy adoption(String flag) {
            var named = value(flag);
            return Arrays.stream(AdoptionPolicy.values())
                    .filter(policy -> policy.spelled().equals(named))
                    .findFirst()
                    .orElseThrow(() -> usage("flag " + flag + " takes eso, same-keys or never"));
        }

        private JsonLog.Level level(String flag) {
            return switch (value(flag)) {
                case "debug" -> JsonLog.Level.DEBUG;
                case "info" -> JsonLog.Level.INFO;
                case "warn" -> JsonLog.Level.WARN;
                case "error", "dpanic", "panic", "fatal" -> JsonLog.Level.ERROR;
                default -> throw usage("flag " + flag + " takes debug, info, warn or error");
            };
        }

        private String host(String flag) {
            String value = value(flag).toLowerCase(Locale.ROOT);
            String host =
                    value.indexOf(':') != value.lastIndexOf(':') && !value.startsWith("[") ? "[" + value + "]" : value;
            try {
                if (host.equals(new URI("http://" + host).getHost())) {
                    return host;
                }
            } catch (URISyntaxException e) {
                // told below
            }
            throw usage("flag " + flag + " takes a host alone, without scheme and port");
        }

        private Path path(String flag) {
            try {
                return Path.of(value(flag));
            } catch (InvalidPathException e) {
                throw usage("flag " + flag + " takes a path that this system can have");
            }
        }

        private Optional<InetSocketAddress> address(String flag) {
            String text = value(flag);
            if (text.equals("0")) {
                return Optional.empty();
            }
            int colon = text.lastIndexOf(':');
            try {
                int port = colon < 0 ? -1 : Integer.parseInt(text.substring(colon + 1));
                if (port >= 0 && port <= 65_535) {
                    String host = text.substring(0, colon).replace("[", "").replace("]", "");
                    return Optional.of(
                            host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port));
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw usage("flag " + flag + " takes HOST:PORT, :PORT or 0");
        }

        RunOptions options() {
            var asEso = eso.options();
            return new RunOptions(
                    asEso.metricsInClear() ? metrics : Optional.empty(),
                    live,
                    namespace,
                    kubeconfig,
                    new Election(electing, electionId, electionNamespace),
                    new WriteRules(adoption, allowedTypes),
                    new Stores(
                            new StorePolicy(
                                    StoreServers.of("--allow-store-server", storeServers), httpHosts, requireAudience),
                            loopback),
                    logLevel,
                    metricsPerObject,
                    asEso);
        }
    }

    private static LockstepException usage(String what) {
        return new LockstepException(Kind.USAGE, what, "", "see lockstep-sync run --help");
    }
}
