package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Describes one change of the keys' names: `dataFrom[].rewrite[]`; exactly one of these.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Rewrite(
        @JsonPropertyDescription("Replaces what a regular expression finds.") @Nullable
        Regexp regexp,

        @JsonPropertyDescription("Gives names by a template.") @Nullable
        Transform transform,

        @JsonPropertyDescription("Lifts the members of the values, which are JSON objects.") @Nullable
        Merge merge) {
    /// Search and replace.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Regexp(
            @JsonPropertyDescription("What to look for: a regular expression (RE2).") @Required @Nullable
            String source,

            @JsonPropertyDescription("What to put in its place; $1 is the first group.") @Required @Nullable
            String target) {}

    /// A template of names.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Transform(
            @JsonPropertyDescription("The template; .value is the name as it was.") @Required @Nullable
            String template) {}

    /// Values that become one.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Merge(
            @JsonPropertyDescription("The key for the merged object, with strategy JSON.") @Nullable
            String into,

            @JsonPropertyDescription("The keys whose members win, the last of them most.") @Nullable
            List<String> priority,

            @JsonPropertyDescription("Whether a key of priority may be missing.")
            @Default("Strict")
            @SchemaFrom(type = Shapes.PriorityPolicy.class)
            @Nullable
            String priorityPolicy,

            @JsonPropertyDescription("Whether two values may have the same member.")
            @Default("Error")
            @SchemaFrom(type = Shapes.ConflictPolicy.class)
            @Nullable
            String conflictPolicy,

            @JsonPropertyDescription("Extract: the members become keys. JSON: they become one object below into.")
            @Default("Extract")
            @SchemaFrom(type = Shapes.MergeStrategy.class)
            @Nullable
            String strategy) {}
}
