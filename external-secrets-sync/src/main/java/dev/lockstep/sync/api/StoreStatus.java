package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Objects;

/// Holds the state of a store.
///
/// @param capabilities `ReadOnly`, `WriteOnly`, `ReadWrite`, or empty
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StoreStatus(
        @JsonPropertyDescription("What the store can do: ReadOnly, WriteOnly or ReadWrite.")
        String capabilities,

        @JsonPropertyDescription("Whether the store can be used, and if not, why.")
        List<Condition> conditions) {
    /// Of a store that nobody has looked at yet.
    public static final StoreStatus NONE = new StoreStatus("", List.of());

    public StoreStatus {
        capabilities = Objects.requireNonNullElse(capabilities, "");
        conditions = Shapes.given(conditions);
    }
}
