package dev.lockstep.sync.store;

import dev.lockstep.sync.api.CaProvider;
import dev.lockstep.sync.api.SecretKeySelector;
import dev.lockstep.sync.api.ServiceAccountSelector;
import dev.lockstep.sync.api.VaultAuth;
import dev.lockstep.sync.api.VaultProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Collects what a Vault store refers to, of the methods that are served.
final class VaultNeeds {
    private static final String PROVIDER = "spec.provider.vault";

    private final CredentialScope scope;
    private final List<StoreNeed> needs = new ArrayList<>();

    private VaultNeeds(CredentialScope scope) {
        this.scope = scope;
    }

    /// @throws StoreException `STORE_DENIED` if a reference leads to where it must not, `STORE_INVALID`
    static List<StoreNeed> of(VaultProvider vault, CredentialScope scope) {
        var collected = new VaultNeeds(scope);
        collected.trust(vault.caProvider());
        if (vault.tls() != null) {
            collected.secret(vault.tls().certSecretRef(), "tls.certSecretRef");
            collected.secret(vault.tls().keySecretRef(), "tls.keySecretRef");
        }
        if (vault.auth() != null) {
            collected.auth(vault.auth());
        }
        return List.copyOf(collected.needs);
    }

    private void auth(VaultAuth auth) {
        secret(auth.tokenSecretRef(), "auth.tokenSecretRef");
        var appRole = auth.appRole();
        if (appRole != null) {
            secret(appRole.roleRef(), "auth.appRole.roleRef");
            secret(appRole.secretRef(), "auth.appRole.secretRef");
        }
        var kubernetes = auth.kubernetes();
        if (kubernetes != null) {
            secret(kubernetes.secretRef(), "auth.kubernetes.secretRef");
            account(kubernetes.serviceAccountRef(), "auth.kubernetes.serviceAccountRef");
        }
    }

    private void secret(@Nullable SecretKeySelector selector, String at) {
        if (selector != null) {
            add(StoreNeed.Kind.SECRET, scope.credential(selector.namespace(), place(at)), selector.name(), at);
        }
    }

    private void account(@Nullable ServiceAccountSelector selector, String at) {
        if (selector != null) {
            add(StoreNeed.Kind.ACCOUNT, scope.credential(selector.namespace(), place(at)), selector.name(), at);
        }
    }

    private void trust(@Nullable CaProvider selector) {
        if (selector != null) {
            var at = "caProvider";
            var kind = "ConfigMap".equals(selector.type()) ? StoreNeed.Kind.CONFIG_MAP : StoreNeed.Kind.SECRET;
            add(kind, scope.trust(selector.namespace(), place(at)), selector.name(), at);
        }
    }

    private void add(StoreNeed.Kind kind, String namespace, @Nullable String name, String at) {
        needs.add(new StoreNeed(kind, namespace, Objects.requireNonNullElse(name, ""), place(at)));
    }

    private static String place(String at) {
        return PROVIDER + "." + at;
    }
}
