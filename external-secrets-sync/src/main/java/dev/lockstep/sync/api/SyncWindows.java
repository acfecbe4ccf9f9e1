package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Defines when the store may be asked: `spec.syncWindows`.
@JsonIgnoreProperties(ignoreUnknown = true)
public record SyncWindows(
        @JsonPropertyDescription("Whether reads happen inside the windows only (allow) or outside only (deny).")
        @Required
        @SchemaFrom(type = Shapes.WindowKind.class)
        @Nullable
        String kind,

        @JsonPropertyDescription("The windows.") @Required @Size(min = 1) @Nullable
        List<Window> windows) {
    /// One window.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Window(
            @JsonPropertyDescription("When it opens, in UTC: five cron fields, or @daily and the like.")
            @Required
            @Size(min = 1)
            @Nullable
            String schedule,

            @JsonPropertyDescription("How long it stays open: a Go duration.")
            @Required
            @Pattern(Shapes.DURATION)
            @Nullable
            String duration) {}
}
