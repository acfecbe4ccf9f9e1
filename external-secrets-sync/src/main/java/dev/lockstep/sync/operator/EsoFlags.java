package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the flags that ESO 2.9 has and `run` has not: a Deployment keeps its arguments when the image changes. Those
/// with a meaning here are followed; all others are known, checked, and noted as without effect.
final class EsoFlags {
    /// Of one store. The gateway lets fewer read at once; the others hold answers that are rendered and written.
    private static final int RECONCILES_OF_A_STORE = 64;

    private static final int MOST_RECONCILES = 1_000;
    private static final Duration STORE_INTERVAL = Duration.ofMinutes(5);

    /// What a flag takes.
    private enum Takes {
        BOOL("true or false"),
        NUMBER("a number"),
        DURATION("a duration such as 5m"),
        TEXT("a text");

        private final String spelled;

        Takes(String spelled) {
            this.spelled = spelled;
        }
    }

    private static final Map<String, Takes> FLAGS = flags();

    private String controllerClass = "default";
    private int concurrent = RECONCILES_OF_A_STORE;
    private Duration storeInterval = STORE_INTERVAL;
    private boolean clusterStores = true;
    private boolean secretStores = true;
    private final Set<String> silentKinds = new HashSet<>();
    private boolean metricsInClear = true;
    private TimeEncoding timeEncoding = TimeEncoding.MILLISECONDS;
    private final List<String> ignored = new ArrayList<>();

    private static Map<String, Takes> flags() {
        var flags = new TreeMap<String, Takes>();
        for (var flag : List.of(
                "metrics-auth",
                "metrics-secure",
                "enable-cluster-store-reconciler",
                "enable-secret-store-reconciler",
                "enable-cluster-external-secret-reconciler",
                "enable-cluster-push-secret-reconciler",
                "enable-push-secret-reconciler",
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
                "experimental-enable-doppler-oidc-cache")) {
            flags.put("--" + flag, Takes.BOOL);
        }
        for (var flag : List.of(
                "concurrent",
                "client-qps",
                "client-burst",
                "vault-token-cache-size",
                "experimental-vault-token-cache-size",
                "experimental-doppler-oidc-cache-size",
                "doppler-etag-cache-size",
                "mysterybox-tokens-cache-size",
                "mysterybox-connections-cache-size",
                "pulumi-oidc-cache-size")) {
            flags.put("--" + flag, Takes.NUMBER);
        }
        for (var flag : List.of(
                "leader-election-lease-duration",
                "leader-election-renew-deadline",
                "leader-election-retry-period",
                "store-requeue-interval",
                "generator-gc-grace-period")) {
            flags.put("--" + flag, Takes.DURATION);
        }
        for (var flag : List.of(
                "controller-class",
                "zap-time-encoding",
                "metrics-cert-dir",
                "metrics-cert-name",
                "metrics-key-name",
                "template-left-delimiter",
                "template-right-delimiter")) {
            flags.put("--" + flag, Takes.TEXT);
        }
        return Map.copyOf(flags);
    }

    /// All there are, with their two hyphens.
    static Set<String> names() {
        return FLAGS.keySet();
    }

    /// Whether a flag may stand without a value, which means true.
    static boolean isSwitch(String flag) {
        return FLAGS.get(flag) == Takes.BOOL;
    }

    /// Takes the value of a flag that is one of [#names()].
    ///
    /// @return what the flag takes if that is no such value; null if all is well
    @Nullable
    String take(String flag, String value) {
        return switch (FLAGS.get(flag)) {
            case BOOL -> {
                var on = bool(value);
                yield on == null ? Takes.BOOL.spelled : taken(flag, on);
            }
            case NUMBER -> value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") ? number(flag, value) : Takes.NUMBER.spelled;
            case DURATION -> duration(flag, GoDuration.parse(value));
            case TEXT -> text(flag, value);
        };
    }

    /// As Go reads one; null if it is none.
    static @Nullable Boolean bool(String value) {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> null;
        };
    }

    private @Nullable String taken(String flag, boolean on) {
        switch (flag) {
            case "--enable-cluster-store-reconciler" -> clusterStores = on;
            case "--enable-secret-store-reconciler" -> secretStores = on;
            case "--enable-cluster-external-secret-reconciler" -> silent("clusterexternalsecrets", !on);
            case "--enable-cluster-push-secret-reconciler" -> silent("clusterpushsecrets", !on);
            case "--enable-push-secret-reconciler" -> silent("pushsecrets", !on);
            case "--metrics-secure", "--metrics-auth" -> metricsInClear &= !on;
            default -> ignored.add(flag);
        }
        return null;
    }

    private void silent(String kind, boolean silent) {
        if (silent) {
            silentKinds.add(kind);
        } else {
            silentKinds.remove(kind);
        }
    }

    private @Nullable String number(String flag, String value) {
        if (!flag.equals("--concurrent")) {
            ignored.add(flag);
            return null;
        }
        double number = Double.parseDouble(value);
        if (number < 1 || number > MOST_RECONCILES || number != Math.rint(number)) {
            return "a number from 1 to " + MOST_RECONCILES;
        }
        concurrent = (int) number;
        return null;
    }

    private @Nullable String duration(String flag, @Nullable Duration value) {
        if (value == null || value.isNegative()) {
            return Takes.DURATION.spelled;
        }
        if (!flag.equals("--store-requeue-interval")) {
            ignored.add(flag);
        } else if (value.compareTo(Duration.ofSeconds(10)) < 0) {
            return "a duration of 10s at least";
        } else {
            storeInterval = value;
        }
        return null;
    }

    private @Nullable String text(String flag, String value) {
        switch (flag) {
            case "--controller-class" -> controllerClass = value;
            case "--zap-time-encoding" -> {
                var encoding = encoding(value);
                if (encoding == null) {
                    return "epoch, millis, nano, iso8601, rfc3339 or rfc3339nano";
                }
                timeEncoding = encoding;
            }
            default -> ignored.add(flag);
        }
        return null;
    }

    private static @Nullable TimeEncoding encoding(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "epoch" -> TimeEncoding.EPOCH;
            case "millis" -> TimeEncoding.MILLIS;
            case "nano" -> TimeEncoding.NANO;
            case "iso8601" -> TimeEncoding.MILLISECONDS;
            case "rfc3339" -> TimeEncoding.RFC3339;
            case "rfc3339nano" -> TimeEncoding.RFC3339NANO;
            default -> null;
        };
    }

    EsoOptions options() {
        return new EsoOptions(
                controllerClass,
                concurrent,
                storeInterval,
                clusterStores,
                secretStores,
                silentKinds,
                metricsInClear,
                timeEncoding,
                ignored);
    }
}
