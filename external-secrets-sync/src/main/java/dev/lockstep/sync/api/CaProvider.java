package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/// Names the key of a Secret or ConfigMap with the PEM certificates that a server is trusted by.
///
/// @param namespace as in [SecretKeySelector]
@JsonIgnoreProperties(ignoreUnknown = true)
public record CaProvider(
        @JsonPropertyDescription("Secret or ConfigMap.") @Required @Pattern("^(Secret|ConfigMap)$") @Nullable
        String type,

        @JsonPropertyDescription("The Secret or ConfigMap.")
        @Required
        @Pattern(Names.SUBDOMAIN)
        @Size(min = 1, max = 253)
        @Nullable
        String name,

        @JsonPropertyDescription("The key in it.") @Pattern(Names.KEY) @Size(min = 1, max = 253) @Nullable
        String key,

        @JsonPropertyDescription("Where it is; only a ClusterSecretStore may name a namespace other than its user's.")
        @Pattern(Names.LABEL)
        @Size(min = 1, max = 63)
        @Nullable
        String namespace) {}
