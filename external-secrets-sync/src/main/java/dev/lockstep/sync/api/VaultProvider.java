package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `spec.provider.vault` of a store: a KV engine of HashiCorp Vault, or of what speaks its API.
@JsonIgnoreProperties(ignoreUnknown = true)
public record VaultProvider(
        @JsonPropertyDescription("The server's URL, https://vault.example.com:8200.") @Required @Nullable
        String server,

        @JsonPropertyDescription("The mount of the KV engine. Without it the first part of every key is the mount.")
        @Nullable
        String path,

        @JsonPropertyDescription("The version of the KV engine, v1 or v2.") @Default("v2") @Pattern("^v[12]$") @Nullable
        String version,

        @JsonPropertyDescription("The Vault namespace that the engine is in.") @Nullable
        String namespace,

        @JsonPropertyDescription("How to log in.") @Nullable VaultAuth auth,

        @JsonPropertyDescription("Certificates in PEM, in Base64, by which the server is trusted.") @Nullable
        String caBundle,

        @JsonPropertyDescription("Where such certificates are, if not in caBundle.") @Nullable
        CaProvider caProvider,

        @JsonPropertyDescription("The client's certificate and key.") @Nullable
        ClientTls tls,

        @JsonPropertyDescription("Headers sent with every request.") @Nullable
        Map<String, String> headers,

        @JsonPropertyDescription("Let a follower answer only when it is as new as the last write that was seen.")
        @Nullable
        Boolean readYourWrites,

        @JsonPropertyDescription("Let a follower that is behind forward to the leader.") @Nullable
        Boolean forwardInconsistent,

        @JsonPropertyDescription("Compare-and-set for writes.") @Nullable
        CheckAndSet checkAndSet) {

    /// A client certificate with its key, both in PEM.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ClientTls(
            @JsonPropertyDescription("The certificate.") @Nullable
            SecretKeySelector certSecretRef,

            @JsonPropertyDescription("Its key.") @Nullable SecretKeySelector keySecretRef) {}

    /// Whether writes name the version they are based on.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record CheckAndSet(
            @JsonPropertyDescription("Whether the engine demands it.") @Nullable
            Boolean required) {}
}
