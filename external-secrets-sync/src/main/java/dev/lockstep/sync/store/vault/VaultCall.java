package dev.lockstep.sync.store.vault;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// Describes one request; as whom and with which body is said when it is sent.
///
/// @param path the parts below `/v1`, as they are
/// @param version of a secret, a number; empty for the newest
/// @param namespace of Vault; empty for the root
record VaultCall(Method method, List<String> path, String version, String namespace) {
    enum Method {
        GET,
        POST
    }

    static VaultCall get(List<String> path, String version, String namespace) {
        return new VaultCall(Method.GET, path, version, namespace);
    }

    static VaultCall post(List<String> path, String namespace) {
        return new VaultCall(Method.POST, path, "", namespace);
    }

    /// Path and query as they stand in the URL, each part encoded, so that none can be a query or lead elsewhere.
    String encoded() {
        var encoded = path.stream().map(VaultCall::encoded).collect(Collectors.joining("/", "/v1/", ""));
        return version.isEmpty() ? encoded : encoded + "?version=" + encoded(version);
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// What kind of request it is, as ESO 2.9's metrics call it; `RenewSelf` is ours.
    String word() {
        if (!path.getFirst().equals("auth")) {
            return "ReadSecretData";
        }
        return switch (path.getLast()) {
            case "lookup-self" -> "LookupSelf";
            case "revoke-self" -> "RevokeSelf";
            case "renew-self" -> "RenewSelf";
            default -> "Login";
        };
    }

    /// For people: `secret/data/shop/db`.
    String place() {
        return String.join("/", path);
    }
}
