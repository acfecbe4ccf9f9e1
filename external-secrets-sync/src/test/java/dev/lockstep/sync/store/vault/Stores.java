package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.api.SecretKeySelector;
import dev.lockstep.sync.api.ServiceAccountSelector;
import dev.lockstep.sync.api.VaultAuth;
import dev.lockstep.sync.api.VaultProvider;
import dev.lockstep.sync.store.CredentialScope;
import dev.lockstep.sync.store.Credentials.KeyRef;
import java.util.Map;

/// Providers as tests write them: of the namespace `shop`, with credentials in its Secret `vault`.
public final class Stores {
    public static final CredentialScope SHOP = new CredentialScope.Own("shop");
    public static final KeyRef TOKEN = KeyRef.secret("shop", "vault", "token");
    public static final KeyRef SECRET_ID = KeyRef.secret("shop", "vault", "secret-id");
    public static final KeyRef PASSWORD = KeyRef.secret("shop", "vault", "password");

    private Stores() {}

    public static VaultAuth token() {
        return auth(selector("token"), null, null, null, null);
    }

    public static VaultAuth appRole(String roleId) {
        var role = new VaultAuth.AppRole(null, roleId, null, selector("secret-id"));
        return auth(null, role, null, null, null);
    }

    public static VaultAuth kubernetes(String role, String account) {
        var method = new VaultAuth.Kubernetes(null, role, new ServiceAccountSelector(account, null, null), null);
        return auth(null, null, method, null, null);
    }

    public static VaultAuth userPass(String user) {
        return auth(null, null, null, new VaultAuth.UserPass(null, user, selector("password")), null);
    }

    public static VaultAuth jwt(VaultAuth.Jwt method) {
        return auth(null, null, null, null, method);
    }

    public static SecretKeySelector selector(String key) {
        return new SecretKeySelector("vault", key, null);
    }

    private static VaultAuth auth(
            SecretKeySelector token,
            VaultAuth.AppRole appRole,
            VaultAuth.Kubernetes kubernetes,
            VaultAuth.UserPass userPass,
            VaultAuth.Jwt jwt) {
        return new VaultAuth(null, token, appRole, kubernetes, null, userPass, jwt, null, null, null);
    }

    /// A store on the KV engine at `secret/`.
    public static VaultProvider provider(String server, String version, VaultAuth auth) {
        return new VaultProvider(server, "secret", version, null, auth, null, null, null, null, null, null, null);
    }

    static VaultProvider on(String mount, VaultProvider plain) {
        return new VaultProvider(
                plain.server(), mount, plain.version(), null, plain.auth(), null, null, null, null, null, null, null);
    }

    static VaultProvider trusting(VaultProvider plain, String caBundle) {
        return new VaultProvider(
                plain.server(),
                plain.path(),
                plain.version(),
                null,
                plain.auth(),
                caBundle,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static VaultProvider inNamespaces(VaultProvider plain, String own, String ofLogin, Map<String, String> headers) {
        var auth = plain.auth();
        return new VaultProvider(
                plain.server(),
                plain.path(),
                plain.version(),
                own,
                new VaultAuth(
                        ofLogin,
                        auth.tokenSecretRef(),
                        auth.appRole(),
                        auth.kubernetes(),
                        auth.ldap(),
                        auth.userPass(),
                        auth.jwt(),
                        null,
                        null,
                        null),
                null,
                null,
                null,
                headers,
                true,
                true,
                null);
    }
}
