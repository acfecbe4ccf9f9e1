package dev.lockstep.sync.resource;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes specs of resources. All defaults are filled in and all refusals made here, although the CRD's schema does so
/// too: a resource may have been stored under another schema.
public final class SyncSpecs {
    private SyncSpecs() {}

    public static ParsedSpec of(ExternalSecret resource) {
        return new SpecParser(resource).read();
    }

    public static ResourceKey subject(HasMetadata resource) {
        var metadata = resource.getMetadata();
        return new ResourceKey(
                resource.getKind(),
                Objects.requireNonNullElse(metadata.getNamespace(), ""),
                Objects.requireNonNullElse(metadata.getName(), ""),
                Objects.requireNonNullElse(metadata.getUid(), ""));
    }

    /// The name of the Secret that a resource asks for: its own, unless it names another.
    public static String targetName(ExternalSecret resource) {
        var named = resource.getSpec().target().name();
        return named.isEmpty() ? subject(resource).name() : named;
    }

    /// Changes whenever the specification, a label or an annotation does: `GENERATION-HASH`, exactly as ESO 2.9 writes
    /// it into `syncedResourceVersion`, so that neither program takes what the other has synced for an edited resource.
    public static String version(HasMetadata resource) {
        var metadata = resource.getMetadata();
        long generation = Objects.requireNonNullElse(metadata.getGeneration(), 0L);
        var text = "{annotations:" + asGoPrints(metadata.getAnnotations()) + " labels:"
                + asGoPrints(metadata.getLabels()) + "}";
        try {
            var hash = MessageDigest.getInstance("SHA3-224").digest(text.getBytes(StandardCharsets.UTF_8));
            return generation + "-" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA3-224", e);
        }
    }

    /// A map as Go's `%+v` prints it: `map[a:b c:d]`, sorted by the bytes of the keys (which are ASCII here).
    private static String asGoPrints(@Nullable Map<String, String> entries) {
        return (entries == null ? new TreeMap<String, String>() : new TreeMap<>(entries))
                .entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + Objects.requireNonNullElse(entry.getValue(), ""))
                        .collect(Collectors.joining(" ", "map[", "]"));
    }
}
