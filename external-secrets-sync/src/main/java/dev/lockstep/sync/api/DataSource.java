package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Maps a source to many keys: `spec.dataFrom[]`.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DataSource(
        @JsonPropertyDescription("One secret that is a JSON object: each of its members becomes a key.") @Nullable
        RemoteReference extract,

        @JsonPropertyDescription("All secrets of the store that fit: each becomes a key.") @Nullable
        FindQuery find,

        @JsonPropertyDescription("Changes of the keys' names, one after the other.")
        List<Rewrite> rewrite,

        @JsonPropertyDescription("A store for this entry alone, or a generator.") @Size(min = 1, max = 1) @Nullable
        SourceReference sourceRef) {
    public DataSource {
        rewrite = Shapes.given(rewrite);
    }
}
