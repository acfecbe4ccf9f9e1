package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Configures a store that holds its values itself: `provider.fake`.
///
/// @param validationResult what checking the store gives: 0 or null ready, 1 unknown, 2 an error
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FakeProvider(
        @JsonPropertyDescription("The secrets.") @Required List<Item> data,

        @JsonPropertyDescription("What checking the store gives: 0 ready, 1 unknown, 2 an error.") @Nullable
        Integer validationResult) {
    public FakeProvider {
        data = Shapes.given(data);
    }

    /// One secret in one version.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Item(
            @JsonPropertyDescription("The name of the secret.") @Required
            String key,

            @JsonPropertyDescription("Its value.") @Required String value,

            @JsonPropertyDescription("The name of the version; empty by default.")
            String version) {
        public Item {
            key = Objects.requireNonNullElse(key, "");
            value = Objects.requireNonNullElse(value, "");
            version = Objects.requireNonNullElse(version, "");
        }

        @Override
        public String toString() {
            return "Item[" + key + ", redacted]";
        }
    }
}
