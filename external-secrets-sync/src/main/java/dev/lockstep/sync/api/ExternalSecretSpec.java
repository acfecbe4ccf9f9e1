package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Holds what a Secret shall contain, from where, and how often it is refreshed. A text that is not given is empty.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ExternalSecretSpec(
        @JsonPropertyDescription("The store of all entries that name none of their own.") @Nullable
        StoreReference secretStoreRef,

        @JsonPropertyDescription("The Secret to write.")
        @Default("{\"creationPolicy\":\"Owner\",\"deletionPolicy\":\"Retain\"}")
        ExternalSecretTarget target,

        @JsonPropertyDescription("When the store is asked again: Periodic after each refreshInterval (the default);"
                + " OnChange when this resource changes; CreatedOnce never after the first success.")
        @SchemaFrom(type = Shapes.RefreshPolicy.class)
        String refreshPolicy,

        @JsonPropertyDescription("How long a value may be behind the store: a Go duration such as 30s or 1h30m."
                + " 0 reads once and never again. A change in the store arrives within this time.")
        @Default("1h0m0s")
        @Pattern(Shapes.DURATION)
        @SelectableField
        String refreshInterval,

        @JsonPropertyDescription("Times in which periodic reads happen, or do not.") @Nullable
        SyncWindows syncWindows,

        @JsonPropertyDescription("Single values, each for one key. They win over dataFrom.")
        List<DataEntry> data,

        @JsonPropertyDescription("Sources of many keys at once; later ones win over earlier ones.")
        List<DataSource> dataFrom) {
    static final ExternalSecretSpec EMPTY =
            new ExternalSecretSpec(null, ExternalSecretTarget.EMPTY, "", "", null, List.of(), List.of());

    public ExternalSecretSpec {
        target = Objects.requireNonNullElse(target, ExternalSecretTarget.EMPTY);
        refreshPolicy = Objects.requireNonNullElse(refreshPolicy, "");
        refreshInterval = Objects.requireNonNullElse(refreshInterval, "");
        data = Shapes.given(data);
        dataFrom = Shapes.given(dataFrom);
    }
}
