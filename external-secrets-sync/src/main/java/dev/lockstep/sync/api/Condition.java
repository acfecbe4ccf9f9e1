package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.Objects;

/// Holds one condition of a status. A text that is not given is empty.
///
/// @param status `True`, `False` or `Unknown`
/// @param lastTransitionTime RFC 3339, seconds, UTC
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
        @JsonPropertyDescription("What it is about: Ready.") @Required
        String type,

        @JsonPropertyDescription("Whether it holds: True, False or Unknown.") @Required
        String status,

        @JsonPropertyDescription("Why, in one word.") String reason,

        @JsonPropertyDescription("Why, in one sentence.") String message,

        @JsonPropertyDescription("Since when it has been so.")
        String lastTransitionTime) {
    public Condition {
        type = Objects.requireNonNullElse(type, "");
        status = Objects.requireNonNullElse(status, "");
        reason = Objects.requireNonNullElse(reason, "");
        message = Objects.requireNonNullElse(message, "");
        lastTransitionTime = Objects.requireNonNullElse(lastTransitionTime, "");
    }
}
