package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Configures a store and who may use it.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StoreSpec(
        @JsonPropertyDescription("The class of controllers that serve this store; all of them by default.")
        String controller,

        @JsonPropertyDescription("The service: exactly one member.") @Required @Size(min = 1, max = 1)
        StoreProvider provider,

        @JsonPropertyDescription("How often a request is tried again.") @Nullable
        RetrySettings retrySettings,

        @JsonPropertyDescription("How often the store itself is checked: seconds, or a Go duration.") @Nullable
        IntOrString refreshInterval,

        @JsonPropertyDescription("The namespaces that may use a ClusterSecretStore: one entry has to fit."
                + " All of them if there is none.")
        List<Admission> conditions) {
    static final StoreSpec EMPTY = new StoreSpec("", StoreProvider.NONE, null, null, List.of());

    public StoreSpec {
        controller = Objects.requireNonNullElse(controller, "");
        provider = Objects.requireNonNullElse(provider, StoreProvider.NONE);
        // A condition that is null admits nobody; without any the store would be everybody's.
        conditions = conditions == null
                ? List.of()
                : conditions.stream()
                        .map(condition -> Objects.requireNonNullElse(condition, Admission.NOBODY))
                        .toList();
    }

    /// How a request is repeated.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RetrySettings(
            @JsonPropertyDescription("How often at most.") @Nullable
            Integer maxRetries,

            @JsonPropertyDescription("The time between two tries: a Go duration.") @Pattern(Shapes.DURATION)
            String retryInterval) {
        public RetrySettings {
            retryInterval = Objects.requireNonNullElse(retryInterval, "");
        }
    }

    /// Namespaces that may use the store: any member may name one.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Admission(
            @JsonPropertyDescription("Namespaces by their labels.") @Nullable
            LabelSelector namespaceSelector,

            @JsonPropertyDescription("Namespaces by name.") List<String> namespaces,

            @JsonPropertyDescription("Namespaces by regular expressions (RE2) for their names.")
            List<String> namespaceRegexes) {
        static final Admission NOBODY = new Admission(null, List.of(), List.of());

        public Admission {
            namespaces = Shapes.given(namespaces);
            namespaceRegexes = Shapes.given(namespaceRegexes);
        }
    }
}
