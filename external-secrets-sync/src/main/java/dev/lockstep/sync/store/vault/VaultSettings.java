package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.api.CaProvider;
import dev.lockstep.sync.api.VaultProvider;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.CredentialScope;
import dev.lockstep.sync.store.Credentials.AccountRef;
import dev.lockstep.sync.store.Credentials.KeyRef;
import dev.lockstep.sync.store.StoreException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Holds `spec.provider.vault` of a store, checked, with defaults filled in and references resolved. Holds no
/// credential, only where they are.
public final class VaultSettings {
    private static final String PLACE = "spec.provider.vault";

    /// Headers that would change who is asked, or as whom, or how the request is framed.
    private static final Set<String> OURS = Set.of(
            "host",
            "connection",
            "content-length",
            "expect",
            "transfer-encoding",
            "upgrade",
            "accept-encoding",
            "proxy-authorization",
            "x-vault-token",
            "x-vault-namespace");

    final String tenant;
    final URI server;
    final String mount;
    final KvVersion version;
    final String namespace;
    final String loginNamespace;
    final Map<String, String> headers;
    final boolean readYourWrites;
    final boolean forwardInconsistent;
    final TrustAnchors trust;
    final Login login;

    private VaultSettings(VaultProvider provider, CredentialScope scope) {
        tenant = scope.tenant();
        server = server(text(provider.server()));
        mount = text(provider.path());
        version = text(provider.version()).equals("v1") ? KvVersion.V1 : KvVersion.V2;
        namespace = namespace(text(provider.namespace()), "namespace");
        headers = headers(provider.headers() == null ? Map.of() : provider.headers());
        readYourWrites = Boolean.TRUE.equals(provider.readYourWrites());
        forwardInconsistent = Boolean.TRUE.equals(provider.forwardInconsistent());
        trust = trust(provider, scope);
        login = Logins.of(provider.auth(), scope);
        var own = namespace(text(provider.auth().namespace()), "auth.namespace");
        loginNamespace = own.isEmpty() ? namespace : own;
        if (provider.tls() != null && provider.tls().certSecretRef() != null) {
            throw StoreException.lasting(new SyncError(
                    Cause.NOT_SERVED, "client certificates are not served yet", PLACE + ".tls", "take tls away"));
        }
    }

    /// Checks what can be checked without asking anybody.
    ///
    /// @throws StoreException `STORE_INVALID`, `STORE_DENIED`, `NOT_SERVED`
    public static VaultSettings of(VaultProvider provider, CredentialScope scope) {
        return new VaultSettings(provider, scope);
    }

    /// Whom a client connects to.
    public URI server() {
        return server;
    }

    /// The keys of Secrets and ConfigMaps that a client reads: when one of these objects changes, it takes a new
    /// client.
    public List<KeyRef> keys() {
        List<KeyRef> keys = new ArrayList<>();
        switch (login) {
            case Login.Given(var token) -> keys.add(token);
            case Login.Exchange(_, var fields) ->
                fields.values().forEach(proof -> {
                    if (proof instanceof Login.LoginCredential.Kept(var key)) keys.add(key);
                });
        }
        if (trust instanceof TrustAnchors.Kept(var key)) {
            keys.add(key);
        }
        return List.copyOf(keys);
    }

    /// The service accounts in whose names a client logs in.
    public List<AccountRef> accounts() {
        List<AccountRef> accounts = new ArrayList<>();
        if (login instanceof Login.Exchange(_, var fields)) {
            fields.values().forEach(proof -> {
                if (proof instanceof Login.LoginCredential.Issued(var account)) accounts.add(account);
            });
        }
        return List.copyOf(accounts);
    }

    private static URI server(String text) {
        try {
            var uri = new URI(text);
            var scheme = text(uri.getScheme()).toLowerCase(Locale.ROOT);
            var path = text(uri.getRawPath());
            if ((scheme.equals("https") || scheme.equals("http"))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && !path.contains("..")) {
                return new URI(scheme + "://" + uri.getRawAuthority() + path.replaceFirst("/+$", ""));
            }
        } catch (URISyntaxException e) {
            // Refused below, without the text: a password may stand in it.
        }
        throw invalid("is not the URL of a server", "server", "write https://vault.example.com:8200");
    }

    private static String namespace(String text, String place) {
        if (text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw invalid("is not a valid Vault namespace", place, "write it as vault namespace list shows it");
        }
        return text;
    }

    private static Map<String, String> headers(Map<String, String> wanted) {
        wanted.forEach((name, value) -> {
            boolean nameIsGood = !name.isEmpty()
                    && name.chars().allMatch(c -> c == '-' || c == '_' || c < 128 && Character.isLetterOrDigit(c));
            boolean valueIsGood = value != null && value.chars().allMatch(c -> c == '\t' || c >= ' ' && c <= '~');
            if (!nameIsGood || !valueIsGood || OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw invalid("has a header that cannot be set", "headers", "remove it");
            }
        });
        return Map.copyOf(wanted);
    }

    private static TrustAnchors trust(VaultProvider provider, CredentialScope scope) {
        var bundle = text(provider.caBundle());
        if (bundle.stripLeading().startsWith("-----BEGIN")) {
            throw invalid(
                    "takes the base64 of PEM, and holds PEM itself", "caBundle", "write what base64 -w0 ca.pem prints");
        }
        if (!bundle.isEmpty()) {
            return new TrustAnchors.Bundle(bundle);
        }
        return provider.caProvider() == null ? new TrustAnchors.System() : kept(provider.caProvider(), scope);
    }

    private static TrustAnchors kept(CaProvider provider, CredentialScope scope) {
        var kind = switch (text(provider.type())) {
            case "Secret" -> KeyRef.Kind.SECRET;
            case "ConfigMap" -> KeyRef.Kind.CONFIG_MAP;
            default -> throw invalid("is unknown", "caProvider.type", "write Secret or ConfigMap");
        };
        if (text(provider.name()).isEmpty() || text(provider.key()).isEmpty()) {
            throw invalid("needs a name and a key", "caProvider", "set both");
        }
        var namespace = scope.trust(provider.namespace(), PLACE + ".caProvider.namespace");
        return new TrustAnchors.Kept(new KeyRef(kind, namespace, provider.name(), provider.key()));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static StoreException invalid(String what, String place, String next) {
        return StoreException.lasting(new SyncError(Cause.STORE_INVALID, what, PLACE + "." + place, next));
    }

    /// Headers may be confidential.
    @Override
    public String toString() {
        return "VaultSettings[" + server + ", " + new TreeMap<>(headers).keySet() + "]";
    }
}
