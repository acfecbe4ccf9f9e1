package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Describes how a Secret is built from the values: `target.template`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SecretTemplate(
        @JsonPropertyDescription("The template language: v2.")
        @Default("v2")
        @SchemaFrom(type = Shapes.EngineVersion.class)
        @Nullable
        String engineVersion,

        @JsonPropertyDescription("The type of the Secret.") @Nullable
        String type,

        @JsonPropertyDescription("Whether the values stay beside what the template makes (Merge) or not (Replace).")
        @Default("Replace")
        @SchemaFrom(type = Shapes.MergePolicy.class)
        @Nullable
        String mergePolicy,

        @JsonPropertyDescription("What the Secret carries besides its data.") @Nullable
        Metadata metadata,

        @JsonPropertyDescription("Templates of values, by key.") @Nullable
        Map<String, String> data,

        @JsonPropertyDescription("Templates that stand elsewhere.") @Nullable
        List<Source> templateFrom) {
    /// Templates of metadata.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Metadata(
            @JsonPropertyDescription("Labels, by name.") @Nullable
            Map<String, String> labels,

            @JsonPropertyDescription("Annotations, by name.") @Nullable
            Map<String, String> annotations,

            @JsonPropertyDescription("Finalizers.") @Nullable
            List<String> finalizers) {}

    /// Where templates stand.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Source(
            @JsonPropertyDescription("A ConfigMap of templates.") @Nullable
            Holder configMap,

            @JsonPropertyDescription("A Secret of templates.") @Nullable
            Holder secret,

            @JsonPropertyDescription("The template itself.") @Nullable
            String literal,

            @JsonPropertyDescription("What is made of it: Data, Labels, Annotations, or a path in the object.")
            @Default("Data")
            @Nullable
            String target,

            @JsonPropertyDescription("How the values that it makes are decoded.")
            @SchemaFrom(type = Shapes.DecodingStrategy.class)
            @Nullable
            String valuesDecodingStrategy) {}

    /// An object that holds templates.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Holder(
            @JsonPropertyDescription("The name of the object.")
            @Required
            @Pattern(Names.SUBDOMAIN)
            @Size(min = 1, max = Shapes.LONGEST_NAME)
            @Nullable
            String name,

            @JsonPropertyDescription("Which of its keys.") @Required @Nullable
            List<Item> items) {}

    /// A key that holds a template.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Item(
            @JsonPropertyDescription("The key.")
            @Required
            @Pattern(Names.KEY)
            @Size(min = 1, max = Shapes.LONGEST_NAME)
            @Nullable
            String key,

            @JsonPropertyDescription(
                    "Values: the template makes the value of this key. KeysAndValues: it makes a whole" + " YAML map.")
            @Default("Values")
            @SchemaFrom(type = Shapes.TemplateAs.class)
            @Nullable
            String templateAs) {}
}
