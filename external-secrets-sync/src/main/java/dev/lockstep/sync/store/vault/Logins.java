package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.api.SecretKeySelector;
import dev.lockstep.sync.api.ServiceAccountSelector;
import dev.lockstep.sync.api.VaultAuth;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.CredentialScope;
import dev.lockstep.sync.store.Credentials.AccountRef;
import dev.lockstep.sync.store.Credentials.KeyRef;
import dev.lockstep.sync.store.StoreException;
import dev.lockstep.sync.store.vault.Login.LoginCredential;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads `spec.provider.vault.auth`. What a reference of it may point to is [CredentialScope]'s decision.
final class Logins {
    private static final String PLACE = "spec.provider.vault.auth";

    /// The audience of a token for the JWT method when none is named (ESO 2.9).
    private static final String AUDIENCE = "vault";

    private final CredentialScope scope;

    private Logins(CredentialScope scope) {
        this.scope = scope;
    }

    /// @throws StoreException `STORE_INVALID`, `STORE_DENIED`, `NOT_SERVED`
    static Login of(@Nullable VaultAuth auth, CredentialScope scope) {
        if (auth == null) {
            throw invalid("is missing", PLACE, "name one auth method");
        }
        long methods = Stream.of(
                        auth.tokenSecretRef(),
                        auth.appRole(),
                        auth.kubernetes(),
                        auth.ldap(),
                        auth.userPass(),
                        auth.jwt(),
                        auth.cert(),
                        auth.iam(),
                        auth.gcp())
                .filter(Objects::nonNull)
                .count();
        if (methods != 1) {
            throw invalid("names " + methods + " auth methods", PLACE, "name exactly one");
        }
        return new Logins(scope).only(auth);
    }

    private Login only(VaultAuth auth) {
        if (auth.tokenSecretRef() != null) {
            return new Login.Given(key(auth.tokenSecretRef(), "", "tokenSecretRef"));
        }
        if (auth.appRole() != null) {
            return appRole(auth.appRole());
        }
        if (auth.kubernetes() != null) {
            return kubernetes(auth.kubernetes());
        }
        if (auth.userPass() != null) {
            var method = auth.userPass();
            return password(method.path(), "userpass", method.username(), method.secretRef(), "userPass");
        }
        if (auth.ldap() != null) {
            var method = auth.ldap();
            return password(method.path(), "ldap", method.username(), method.secretRef(), "ldap");
        }
        if (auth.jwt() != null) {
            return jwt(auth.jwt());
        }
        throw StoreException.lasting(new SyncError(
                Cause.NOT_SERVED,
                "this auth method is not served yet",
                PLACE,
                "use tokenSecretRef, appRole, kubernetes, jwt, userPass or ldap"));
    }

    private Login appRole(VaultAuth.AppRole method) {
        boolean literal = method.roleId() != null && !method.roleId().isEmpty();
        if (literal == (method.roleRef() != null)) {
            throw invalid("needs a role's id, once", PLACE + ".appRole", "set either roleId or roleRef");
        }
        var fields = new LinkedHashMap<String, LoginCredential>();
        fields.put(
                "role_id",
                literal
                        ? new LoginCredential.Literal(method.roleId())
                        : new LoginCredential.Kept(key(method.roleRef(), "", "appRole.roleRef")));
        fields.put("secret_id", new LoginCredential.Kept(key(method.secretRef(), "", "appRole.secretRef")));
        return new Login.Exchange(path(method.path(), "approle", "appRole.path"), fields);
    }

    /// ESO's third way, the token of the controller's own pod, is refused: whoever may create a store would have it
    /// sent to a server of his choice, and it opens all Secrets of the cluster.
    private Login kubernetes(VaultAuth.Kubernetes method) {
        if ((method.serviceAccountRef() == null) == (method.secretRef() == null)) {
            throw invalid(
                    "needs a ServiceAccount or a token, and not both",
                    PLACE + ".kubernetes",
                    "set serviceAccountRef; the token of lockstep-sync itself is shown to no store");
        }
        var token = method.serviceAccountRef() != null
                ? new LoginCredential.Issued(
                        account(method.serviceAccountRef(), List.of(), "kubernetes.serviceAccountRef"))
                : new LoginCredential.Kept(key(method.secretRef(), "token", "kubernetes.secretRef"));
        var fields = new LinkedHashMap<String, LoginCredential>();
        fields.put("role", new LoginCredential.Literal(named(method.role(), "kubernetes.role")));
        fields.put("jwt", token);
        return new Login.Exchange(path(method.mountPath(), "kubernetes", "kubernetes.mountPath"), fields);
    }

    private Login jwt(VaultAuth.Jwt method) {
        var issued = method.kubernetesServiceAccountToken();
        if ((issued == null) == (method.secretRef() == null)) {
            throw invalid(
                    "needs a token, once", PLACE + ".jwt", "set either secretRef or kubernetesServiceAccountToken");
        }
        var fields = new LinkedHashMap<String, LoginCredential>();
        if (method.role() != null && !method.role().isEmpty()) {
            fields.put("role", new LoginCredential.Literal(method.role()));
        }
        if (issued == null) {
            fields.put("jwt", new LoginCredential.Kept(key(method.secretRef(), "", "jwt.secretRef")));
        } else {
            var audiences =
                    issued.audiences() == null || issued.audiences().isEmpty() ? List.of(AUDIENCE) : issued.audiences();
            fields.put(
                    "jwt",
                    new LoginCredential.Issued(account(
                            issued.serviceAccountRef(),
                            audiences,
                            "jwt.kubernetesServiceAccountToken.serviceAccountRef")));
        }
        return new Login.Exchange(path(method.path(), "jwt", "jwt.path"), fields);
    }

    private Login password(
            @Nullable String mount,
            String usual,
            @Nullable String user,
            @Nullable SecretKeySelector password,
            String place) {
        var path = new ArrayList<>(path(mount, usual, place + ".path"));
        path.add(named(user, place + ".username"));
        var fields = new LinkedHashMap<String, LoginCredential>();
        fields.put("password", new LoginCredential.Kept(key(password, "", place + ".secretRef")));
        return new Login.Exchange(List.copyOf(path), fields);
    }

    private static List<String> path(@Nullable String mount, String usual, String place) {
        var parts = new ArrayList<String>(List.of("auth"));
        Arrays.stream((mount == null || mount.isEmpty() ? usual : mount).split("/"))
                .filter(part -> !part.isEmpty())
                .forEach(parts::add);
        if (parts.size() == 1 || parts.contains("..") || parts.contains(".")) {
            throw invalid("is not a valid mount", PLACE + "." + place, "write it as vault auth list shows it");
        }
        parts.add("login");
        return List.copyOf(parts);
    }

    private KeyRef key(@Nullable SecretKeySelector selector, String usualKey, String place) {
        if (selector == null) {
            throw invalid("is missing", PLACE + "." + place, "name the Secret and its key");
        }
        var key = selector.key() == null || selector.key().isEmpty() ? usualKey : selector.key();
        var namespace = scope.credential(selector.namespace(), PLACE + "." + place + ".namespace");
        return KeyRef.secret(namespace, named(selector.name(), place + ".name"), named(key, place + ".key"));
    }

    private AccountRef account(@Nullable ServiceAccountSelector selector, List<String> more, String place) {
        if (selector == null) {
            throw invalid("is missing", PLACE + "." + place, "name the ServiceAccount");
        }
        var audiences = new ArrayList<>(selector.audiences() == null ? List.of() : selector.audiences());
        more.stream().filter(audience -> !audiences.contains(audience)).forEach(audiences::add);
        var namespace = scope.credential(selector.namespace(), PLACE + "." + place + ".namespace");
        return new AccountRef(namespace, named(selector.name(), place + ".name"), audiences);
    }

    private static String named(@Nullable String name, String place) {
        if (name == null || name.isEmpty()) {
            throw invalid("is missing", PLACE + "." + place, "set it");
        }
        return name;
    }

    private static StoreException invalid(String what, String place, String next) {
        return StoreException.lasting(new SyncError(Cause.STORE_INVALID, what, place, next));
    }
}
