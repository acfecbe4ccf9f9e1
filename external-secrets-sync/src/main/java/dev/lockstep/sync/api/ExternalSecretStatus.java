package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Holds the state of an ExternalSecret. What is not below `sync` is as in ESO 2.9.
///
/// @param refreshTime when the last reconcile began that ended well; RFC 3339, empty if none did
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ExternalSecretStatus(
        @JsonPropertyDescription("When the last synchronisation began that ended well.")
        @io.fabric8.generator.annotation.Nullable
        String refreshTime,

        @JsonPropertyDescription("The generation of this resource, and a hash of its labels and annotations, at that"
                + " synchronisation.")
        String syncedResourceVersion,

        @JsonPropertyDescription("Whether the Secret is in step, and if not, why.")
        List<Condition> conditions,

        @JsonPropertyDescription("The Secret, as the Service Binding specification names it.") @Nullable
        Binding binding,

        @JsonPropertyDescription("The generation of this resource that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("How the last synchronisation went, in detail.")
        SyncReport sync) {
    /// Of a resource that nobody has looked at yet.
    public static final ExternalSecretStatus NONE =
            new ExternalSecretStatus("", "", List.of(), null, null, SyncReport.NOTHING);

    public ExternalSecretStatus {
        refreshTime = Objects.requireNonNullElse(refreshTime, "");
        syncedResourceVersion = Objects.requireNonNullElse(syncedResourceVersion, "");
        conditions = Shapes.given(conditions);
        sync = Objects.requireNonNullElse(sync, SyncReport.NOTHING);
    }

    /// What ESO's schema keeps of it.
    public ExternalSecretStatus asOfEso() {
        return new ExternalSecretStatus(
                refreshTime, syncedResourceVersion, conditions, binding, null, SyncReport.NOTHING);
    }

    /// The name of the Secret, empty if none was written; in the status of every resource that was looked at.
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Binding(
            @JsonPropertyDescription("The name of the Secret; empty if there is none.")
            String name) {
        public Binding {
            name = Objects.requireNonNullElse(name, "");
        }
    }
}
