package dev.lockstep.sync.operator;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Holds the flags of an ESO Deployment that have a meaning here.
///
/// @param controllerClass which stores are served: those of this class, and those without one
/// @param concurrent how many reconciles over the users of one store go on at once
/// @param storeInterval how often a store is checked that does not say so itself
/// @param clusterStores whether ClusterSecretStores are served; if not, what uses one is left to others
/// @param secretStores whether the status of SecretStores is written
/// @param silentKinds the kinds that are not served and not told so either, in lower case and the plural
/// @param metricsInClear false if metrics were asked for behind TLS or a login, which are not served
/// @param ignored the flags that were given and have no effect
record EsoOptions(
        String controllerClass,
        int concurrent,
        Duration storeInterval,
        boolean clusterStores,
        boolean secretStores,
        Set<String> silentKinds,
        boolean metricsInClear,
        TimeEncoding timeEncoding,
        List<String> ignored) {
    static final EsoOptions NONE = RunOptions.of(RunOptions.read(List.of())).eso();

    EsoOptions {
        silentKinds = Set.copyOf(silentKinds);
        ignored = List.copyOf(ignored);
    }
}
