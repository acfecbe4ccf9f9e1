package dev.lockstep.sync.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What people do at a Vault: write secrets, hand out tokens and take them away.
///
/// @param address `http://127.0.0.1:PORT`
record VaultAdmin(URI address, String token) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /// Writes one version of a secret of the KV v2 engine at `secret/`.
    void write(String path, Map<String, String> values) {
        call("POST", "secret/data/" + path, Map.of("data", values));
    }

    void write(String path, int version, int keys) {
        write(path, Stamp.version(version, keys));
    }

    /// Takes a secret away with all its versions.
    void delete(String path) {
        call("DELETE", "secret/metadata/" + path, Map.of());
    }

    /// A policy that may read what lies below a path of `secret/`.
    void mayRead(String policy, String below) {
        call("PUT", "sys/policies/acl/" + policy, Map.of("policy", """
                path "secret/data/%s/*" { capabilities = ["read"] }
                path "auth/token/lookup-self" { capabilities = ["read"] }
                path "auth/token/renew-self" { capabilities = ["update"] }
                """.formatted(below)));
    }

    /// A policy that may log in and no more.
    void mayNothing(String policy) {
        call(
                "PUT",
                "sys/policies/acl/" + policy,
                Map.of("policy", "path \"auth/token/lookup-self\" { capabilities = [\"read\"] }"));
    }

    /// A token with one policy.
    ///
    /// @param options further parameters of `auth/token/create`: `ttl`, `num_uses`, `renewable`
    String token(String policy, Map<String, Object> options) {
        var body = new HashMap<String, Object>(options);
        body.put("policies", List.of(policy));
        body.put("no_parent", true);
        return call("POST", "auth/token/create", body)
                .path("auth")
                .path("client_token")
                .asText();
    }

    void revoke(String token) {
        call("POST", "auth/token/revoke", Map.of("token", token));
    }

    /// @throws IllegalStateException if Vault refuses
    JsonNode call(String method, String path, Map<String, ?> body) {
        try {
            var request = HttpRequest.newBuilder(URI.create(address + "/v1/" + path))
                    .header("X-Vault-Token", token)
                    .method(
                            method,
                            body.isEmpty()
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                    .build();
            var response = CLIENT.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path + ": " + response.statusCode());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
