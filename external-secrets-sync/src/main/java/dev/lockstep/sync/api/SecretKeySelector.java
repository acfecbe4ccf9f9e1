package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/// Refers to the key of a Secret that holds a credential of a store.
///
/// @param key null where the provider knows the key by itself
/// @param namespace heeded in a ClusterSecretStore only; there, null is the namespace of who asks
@JsonIgnoreProperties(ignoreUnknown = true)
public record SecretKeySelector(
        @JsonPropertyDescription("The Secret.") @Pattern(Names.SUBDOMAIN) @Size(min = 1, max = 253) @Nullable
        String name,

        @JsonPropertyDescription("The key in it.") @Pattern(Names.KEY) @Size(min = 1, max = 253) @Nullable
        String key,

        @JsonPropertyDescription(
                "Where the Secret is; only a ClusterSecretStore may name a namespace other than its user's.")
        @Pattern(Names.LABEL)
        @Size(min = 1, max = 63)
        @Nullable
        String namespace) {}
