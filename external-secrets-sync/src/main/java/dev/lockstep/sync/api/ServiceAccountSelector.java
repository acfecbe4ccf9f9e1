package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Refers to a service account that a store logs in with.
///
/// @param namespace heeded in a ClusterSecretStore only; there, null is the namespace of who asks
/// @param audiences who the token is for, besides what the provider adds; null for none
@JsonIgnoreProperties(ignoreUnknown = true)
public record ServiceAccountSelector(
        @JsonPropertyDescription("The ServiceAccount.")
        @Required
        @Pattern(Names.SUBDOMAIN)
        @Size(min = 1, max = 253)
        @Nullable
        String name,

        @JsonPropertyDescription(
                "Where the ServiceAccount is; only a ClusterSecretStore may name a namespace other than its user's.")
        @Pattern(Names.LABEL)
        @Size(min = 1, max = 63)
        @Nullable
        String namespace,

        @JsonPropertyDescription("Audiences the token is issued for.") @Nullable
        List<String> audiences) {}
