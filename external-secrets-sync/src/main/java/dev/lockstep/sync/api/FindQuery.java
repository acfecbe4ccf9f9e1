package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Selects secrets of a store: `dataFrom[].find`.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FindQuery(
        @JsonPropertyDescription("Where in the store to look; everywhere by default.")
        String path,

        @JsonPropertyDescription("What the secret's name is like.") @Nullable
        Name name,

        @JsonPropertyDescription("What the secret is tagged with.")
        Map<String, String> tags,

        @JsonPropertyDescription("As in extract.") @SchemaFrom(type = Shapes.ConversionStrategy.class)
        String conversionStrategy,

        @JsonPropertyDescription("As in extract.") @SchemaFrom(type = Shapes.DecodingStrategy.class)
        String decodingStrategy,

        @JsonPropertyDescription("As in extract.") @SchemaFrom(type = Shapes.NullBytePolicy.class)
        String nullBytePolicy) {
    public FindQuery {
        path = Objects.requireNonNullElse(path, "");
        tags = Shapes.given(tags);
        conversionStrategy = Objects.requireNonNullElse(conversionStrategy, "");
        decodingStrategy = Objects.requireNonNullElse(decodingStrategy, "");
        nullBytePolicy = Objects.requireNonNullElse(nullBytePolicy, "");
    }

    /// Names by a pattern.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Name(
            @JsonPropertyDescription("A regular expression (RE2).")
            String regexp) {
        public Name {
            regexp = Objects.requireNonNullElse(regexp, "");
        }
    }
}
