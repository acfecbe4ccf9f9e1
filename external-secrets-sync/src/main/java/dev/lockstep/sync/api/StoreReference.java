package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;

/// Refers to a store by kind and name; no kind means `SecretStore`.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StoreReference(
        @JsonPropertyDescription("The name of the store.")
        @Pattern(Names.SUBDOMAIN)
        @Size(min = 1, max = Shapes.LONGEST_NAME)
        String name,

        @JsonPropertyDescription("SecretStore, of the same namespace (the default), or ClusterSecretStore.")
        @SchemaFrom(type = Shapes.StoreKind.class)
        String kind) {
    public StoreReference {
        name = Objects.requireNonNullElse(name, "");
        kind = Objects.requireNonNullElse(kind, "");
    }
}
