package dev.lockstep.sync.resource;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Selects the labels and annotations of an ExternalSecret that its Secret gets too: all but those by which a tool
/// knows the one object that it made. A tool that found them on the Secret would take it for its own, overwrite or
/// prune it.
final class CopiedMetadata {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String BOOKKEEPING = "reconcile.external-secrets.io/";

    private static final Set<String> NAMES = Set.of(
            "applyset.kubernetes.io/part-of",
            "argocd.argoproj.io/tracking-id",
            "argocd.argoproj.io/installation-id",
            "argocd.argoproj.io/instance",
            "kustomize.toolkit.fluxcd.io/name",
            "kustomize.toolkit.fluxcd.io/namespace",
            "kustomize.toolkit.fluxcd.io/checksum",
            "helm.toolkit.fluxcd.io/name",
            "helm.toolkit.fluxcd.io/namespace",
            "helm.sh/chart");

    private static final List<String> PREFIXES = List.of(
            "meta.helm.sh/", "resourceset.fluxcd.controlplane.io/", "kapp.k14s.io/", "objectset.rio.cattle.io/");

    private CopiedMetadata() {}

    static Map<String, String> of(@Nullable Map<String, String> entries) {
        return entries == null
                ? Map.of()
                : entries.entrySet().stream()
                        .filter(entry -> entry.getValue() != null && !isOfOneObject(entry.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static boolean isOfOneObject(String name) {
        return isBookkeeping(name) || NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
    }

    /// Whether kubectl or the operator itself writes it, so that nobody else may.
    static boolean isBookkeeping(String name) {
        return name.equals(LAST_APPLIED) || name.startsWith(BOOKKEEPING);
    }
}
