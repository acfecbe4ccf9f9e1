package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Refers to the source of a single entry; exactly one of these.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SourceReference(
        @JsonPropertyDescription("A store other than that of the resource.") @Nullable
        StoreReference storeRef,

        @JsonPropertyDescription("A generator of values.") @Nullable
        Generator generatorRef) {
    /// A resource of the generators' API.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Generator(
            @JsonPropertyDescription("The group and version of the generator.")
            @Default("generators.external-secrets.io/v1alpha1")
            String apiVersion,

            @JsonPropertyDescription("The kind of the generator.") @Required
            String kind,

            @JsonPropertyDescription("The name of the generator.")
            @Required
            @Pattern(Names.SUBDOMAIN)
            @Size(min = 1, max = Shapes.LONGEST_NAME)
            String name) {
        public Generator {
            apiVersion = Objects.requireNonNullElse(apiVersion, "");
            kind = Objects.requireNonNullElse(kind, "");
            name = Objects.requireNonNullElse(name, "");
        }
    }
}
