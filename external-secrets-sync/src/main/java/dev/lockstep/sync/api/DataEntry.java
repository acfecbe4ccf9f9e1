package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Maps one value to one key of the Secret: `spec.data[]`.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DataEntry(
        @JsonPropertyDescription("The key of the Secret that gets the value.")
        @Required
        @Pattern(Names.KEY)
        @Size(min = 1, max = Shapes.LONGEST_NAME)
        String secretKey,

        @JsonPropertyDescription("Where the value stands in the store.") @Required
        RemoteReference remoteRef,

        @JsonPropertyDescription("A store for this entry alone.") @Size(min = 1, max = 1) @Nullable
        SourceReference sourceRef) {
    public DataEntry {
        secretKey = Objects.requireNonNullElse(secretKey, "");
        remoteRef = Objects.requireNonNullElse(remoteRef, RemoteReference.EMPTY);
    }
}
