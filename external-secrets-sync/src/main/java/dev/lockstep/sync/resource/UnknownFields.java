package dev.lockstep.sync.resource;

import dev.lockstep.problem.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Finds fields that an API server dropped without a word because its CRD does not know them. They can be seen only
/// where client-side `kubectl apply` left its note of what was applied last, which is as old as that.
public final class UnknownFields {
    private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    /// All annotations of an object together, as the API server has it.
    private static final int LARGEST = 256 << 10;

    private static final int MOST = 3;
    private static final int LONGEST_NAME = 100;
    private static final Map<String, ResourceSchema> SCHEMAS = new ConcurrentHashMap<>();

    private UnknownFields() {}

    /// Whether there is a note to find them in.
    public static boolean canTell(HasMetadata resource) {
        return !applied(resource).isEmpty();
    }

    /// One line for each of the first three: `spec.data[0].remoteRef.propertie (did you mean property?)`. Empty for an
    /// object of another version, and for a note that cannot be read.
    ///
    /// @param resource an ExternalSecret or a store
    public static List<String> of(HasMetadata resource) {
        var applied = applied(resource);
        if (applied.isEmpty() || applied.length() > LARGEST) {
            return List.of();
        }
        var settings = LoadSettings.builder().setCodePointLimit(LARGEST).build();
        try {
            return new Compose(settings)
                            .composeString(applied)
                            .filter(node ->
                                    ResourceDocuments.text(node, "apiVersion").equals(ResourceDocuments.VERSION))
                            .map(node -> SchemaReader.unknownFields(node, schema(resource.getKind())))
                            .orElse(List.of())
                            .stream()
                            .limit(MOST)
                            .map(UnknownFields::line)
                            .toList();
        } catch (YamlEngineException | SchemaReader.OutOfBounds | StackOverflowError e) {
            return List.of();
        }
    }

    private static String applied(HasMetadata resource) {
        var annotations = resource.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(APPLIED, "");
    }

    private static ResourceSchema schema(String kind) {
        return SCHEMAS.computeIfAbsent(kind, name -> Objects.requireNonNull(ResourceSchema.ofKind(name)));
    }

    private static String line(Mistake mistake) {
        var place = mistake.place();
        var name = place.length() > LONGEST_NAME ? "…" + place.substring(place.length() - LONGEST_NAME) : place;
        return Problem.escaped(name + (mistake.next().endsWith("?") ? " (" + mistake.next() + ")" : ""));
    }
}
