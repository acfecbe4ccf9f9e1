package dev.lockstep.sync.operator;

import dev.lockstep.flags.Arguments;
import dev.lockstep.flags.Flag;
import dev.lockstep.sync.api.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Declares the flags that ESO 2.9 has and `run` has not: a Deployment keeps its arguments when the image changes.
/// Those with a meaning here are followed; all others are known, checked, and noted as without effect.
final class EsoFlags {
    /// Of one store. The gateway lets fewer read at once; the others hold answers that are rendered and written.
    private static final int RECONCILES_OF_A_STORE = 64;

    private static final int MOST_RECONCILES = 1_000;
    private static final Duration STORE_INTERVAL = Duration.ofMinutes(5);
    private static final Duration SHORTEST_STORE_INTERVAL = Duration.ofSeconds(10);
    private static final String NO_EFFECT = "has no effect";

    private static final Flag<String> CONTROLLER_CLASS = Flag.text(
                    "NAME", "serve stores of this class, and those without one (default)", "--controller-class")
            .unless("default")
            .notEmpty();
    private static final Flag<Integer> CONCURRENT = Flag.number(
            "NUMBER",
            1,
            MOST_RECONCILES,
            RECONCILES_OF_A_STORE,
            "how many reconciles over the users of one store go on at once (64)",
            "--concurrent");
    private static final Flag<Duration> STORE_REQUEUE_INTERVAL = Flag.of(
            "DURATION",
            "a duration of 10s at least",
            STORE_INTERVAL,
            (text, _) -> duration(text, SHORTEST_STORE_INTERVAL),
            "how often a store is checked that does not say so itself (5m)",
            "--store-requeue-interval");
    private static final Flag<Boolean> CLUSTER_STORES = Flag.on(
                    "serve ClusterSecretStores; if not, what uses one is left alone (true)",
                    "--enable-cluster-store-reconciler")
            .unless(true);
    private static final Flag<Boolean> SECRET_STORES = Flag.on(
                    "check SecretStores and write their status (true)", "--enable-secret-store-reconciler")
            .unless(true);
    private static final Flag<TimeEncoding> ZAP_TIME_ENCODING = Flag.of(
            "FORM",
            "epoch, millis, nano, iso8601, rfc3339 or rfc3339nano",
            TimeEncoding.MILLISECONDS,
            (text, _) -> encoding(text),
            "times in the log: epoch, millis, nano, iso8601, rfc3339, rfc3339nano (iso8601)",
            "--zap-time-encoding");

    private static final Flag<Boolean> CLUSTER_EXTERNAL_SECRETS = reconciler("cluster-external-secret");
    private static final Flag<Boolean> CLUSTER_PUSH_SECRETS = reconciler("cluster-push-secret");
    private static final Flag<Boolean> PUSH_SECRETS = reconciler("push-secret");
    private static final Flag<Boolean> METRICS_SECURE = Flag.on(NO_EFFECT, "--metrics-secure");
    private static final Flag<Boolean> METRICS_AUTH = Flag.on(NO_EFFECT, "--metrics-auth");

    private static final List<Flag<?>> IGNORED = ignored();

    /// Those that the help of `run` lists.
    static final List<Flag<?>> FOLLOWED = List.of(
            CONTROLLER_CLASS, CONCURRENT, STORE_REQUEUE_INTERVAL, CLUSTER_STORES, SECRET_STORES, ZAP_TIME_ENCODING);

    static final List<Flag<?>> ALL = all();

    private EsoFlags() {}

    private static Flag<Boolean> reconciler(String kind) {
        return Flag.on("whether it is told that this kind is not served", "--enable-" + kind + "-reconciler")
                .unless(true);
    }

    private static List<Flag<?>> ignored() {
        var ignored = new ArrayList<Flag<?>>();
        add(
                ignored,
                name -> Flag.on(NO_EFFECT, name),
                "enable-secrets-caching",
                "enable-configmaps-caching",
                "enable-managed-secrets-caching",
                "enable-secret-api-read-on-cache-mismatch",
                "enable-flood-gate",
                "enable-generator-state",
                "enable-extended-metric-labels",
                "enable-http2",
                "unsafe-allow-generic-targets",
                "enable-vault-token-cache",
                "experimental-enable-vault-token-cache",
                "experimental-enable-doppler-oidc-cache");
        add(
                ignored,
                name -> Flag.of("NUMBER", "a number", 0.0, (text, _) -> number(text), NO_EFFECT, name),
                "client-qps",
                "client-burst",
                "vault-token-cache-size",
                "experimental-vault-token-cache-size",
                "experimental-doppler-oidc-cache-size",
                "doppler-etag-cache-size",
                "mysterybox-tokens-cache-size",
                "mysterybox-connections-cache-size",
                "pulumi-oidc-cache-size");
        add(
                ignored,
                name -> Flag.of(
                        "DURATION",
                        "a duration such as 5m",
                        Duration.ZERO,
                        (text, _) -> duration(text, Duration.ZERO),
                        NO_EFFECT,
                        name),
                "leader-election-lease-duration",
                "leader-election-renew-deadline",
                "leader-election-retry-period",
                "generator-gc-grace-period");
        add(
                ignored,
                name -> Flag.text("TEXT", NO_EFFECT, name).notEmpty(),
                "metrics-cert-dir",
                "metrics-cert-name",
                "metrics-key-name",
                "template-left-delimiter",
                "template-right-delimiter");
        return List.copyOf(ignored);
    }

    private static void add(List<Flag<?>> flags, Function<String, Flag<?>> kind, String... names) {
        for (var name : names) {
            flags.add(kind.apply("--" + name));
        }
    }

    private static List<Flag<?>> all() {
        var all = new ArrayList<Flag<?>>(FOLLOWED);
        all.addAll(List.of(CLUSTER_EXTERNAL_SECRETS, CLUSTER_PUSH_SECRETS, PUSH_SECRETS, METRICS_SECURE, METRICS_AUTH));
        all.addAll(IGNORED);
        return List.copyOf(all);
    }

    private static @Nullable Double number(String text) {
        return text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") ? Double.valueOf(text) : null;
    }

    private static @Nullable Duration duration(String text, Duration least) {
        var duration = GoDuration.parse(text);
        return duration == null || duration.compareTo(least) < 0 ? null : duration;
    }

    private static @Nullable TimeEncoding encoding(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "epoch" -> TimeEncoding.EPOCH;
            case "millis" -> TimeEncoding.MILLIS;
            case "nano" -> TimeEncoding.NANO;
            case "iso8601" -> TimeEncoding.MILLISECONDS;
            case "rfc3339" -> TimeEncoding.RFC3339;
            case "rfc3339nano" -> TimeEncoding.RFC3339NANO;
            default -> null;
        };
    }

    static EsoOptions options(Arguments arguments) {
        var silent = new HashSet<String>();
        if (!arguments.value(CLUSTER_EXTERNAL_SECRETS)) {
            silent.add("clusterexternalsecrets");
        }
        if (!arguments.value(CLUSTER_PUSH_SECRETS)) {
            silent.add("clusterpushsecrets");
        }
        if (!arguments.value(PUSH_SECRETS)) {
            silent.add("pushsecrets");
        }
        var ignored = new ArrayList<String>();
        for (var flag : arguments.flags()) {
            if (IGNORED.contains(flag)) {
                ignored.add(flag.name());
            }
        }
        return new EsoOptions(
                arguments.value(CONTROLLER_CLASS),
                arguments.value(CONCURRENT),
                arguments.value(STORE_REQUEUE_INTERVAL),
                arguments.value(CLUSTER_STORES),
                arguments.value(SECRET_STORES),
                silent,
                !arguments.value(METRICS_SECURE) && !arguments.value(METRICS_AUTH),
                arguments.value(ZAP_TIME_ENCODING),
                ignored);
    }
}
