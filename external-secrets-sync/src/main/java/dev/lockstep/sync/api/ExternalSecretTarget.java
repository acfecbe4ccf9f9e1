package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Names the Secret to write, who owns it and when it is deleted. A text that is not given is empty.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ExternalSecretTarget(
        @JsonPropertyDescription("The name of the Secret; that of this resource by default.")
        @Pattern(Names.SUBDOMAIN)
        @Size(min = 1, max = Shapes.LONGEST_NAME)
        @SelectableField
        String name,

        @JsonPropertyDescription("Owner: made, owned and deleted with this resource. Orphan: made and left behind."
                + " Merge: only written into a Secret that exists. CreateOrMerge: made if missing, else written into,"
                + " never owned. None: nothing is written.")
        @Default("Owner")
        @SchemaFrom(type = Shapes.CreationPolicy.class)
        String creationPolicy,

        @JsonPropertyDescription("What follows when the store says that a secret is gone. Retain: nothing. Delete: the"
                + " Secret goes when nothing of it is left. Merge: the vanished keys go.")
        @Default("Retain")
        @SchemaFrom(type = Shapes.DeletionPolicy.class)
        String deletionPolicy,

        @JsonPropertyDescription("Whether the Secret, once made, can never be changed.") @Nullable
        Boolean immutable,

        @JsonPropertyDescription("Another kind of object to write in place of a Secret.") @Nullable
        Manifest manifest,

        @JsonPropertyDescription("How the Secret is built from the values.") @Nullable
        SecretTemplate template) {
    static final ExternalSecretTarget EMPTY = new ExternalSecretTarget("", "", "", null, null, null);

    public ExternalSecretTarget {
        name = Objects.requireNonNullElse(name, "");
        creationPolicy = Objects.requireNonNullElse(creationPolicy, "");
        deletionPolicy = Objects.requireNonNullElse(deletionPolicy, "");
    }

    /// A kind of object.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Manifest(
            @JsonPropertyDescription("The group and version of the object.") @Required @Size(min = 1)
            String apiVersion,

            @JsonPropertyDescription("The kind of the object.") @Required @Size(min = 1)
            String kind) {
        public Manifest {
            apiVersion = Objects.requireNonNullElse(apiVersion, "");
            kind = Objects.requireNonNullElse(kind, "");
        }
    }
}
