package dev.lockstep.sync.resource;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.Subject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes wishes of resources. All defaults are filled in and all refusals made here, although the CRD's schema does so
/// too: a resource may have been stored under another schema.
public final class SyncSpecs {
    private SyncSpecs() {}

    public static Reading of(ExternalSecret resource) {
        return new WishReader(resource).read();
    }

    public static Subject subject(HasMetadata resource) {
        var metadata = resource.getMetadata();
        return new Subject(
                resource.getKind(),
                Objects.requireNonNullElse(metadata.getNamespace(), ""),
                Objects.requireNonNullElse(metadata.getName(), ""),
                Objects.requireNonNullElse(metadata.getUid(), ""));
    }

    /// The name of the Secret that a resource wishes: its own, unless it names another.
    public static String targetName(ExternalSecret resource) {
        var named = resource.getSpec().target().name();
        return named.isEmpty() ? subject(resource).name() : named;
    }

    /// Changes whenever the specification, a label or an annotation does: `GENERATION-HASH`, as ESO 2.9 writes it into
    /// `syncedResourceVersion`, with another hash.
    public static String version(HasMetadata resource) {
        var metadata = resource.getMetadata();
        long generation = Objects.requireNonNullElse(metadata.getGeneration(), 0L);
        try {
            var digest = MessageDigest.getInstance("SHA3-224");
            add(digest, metadata.getLabels());
            add(digest, metadata.getAnnotations());
            return generation + "-" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA3-224", e);
        }
    }

    private static void add(MessageDigest digest, @Nullable Map<String, String> entries) {
        var sorted = entries == null ? new TreeMap<String, String>() : new TreeMap<>(entries);
        add(digest, String.valueOf(sorted.size()));
        sorted.forEach((name, value) -> {
            add(digest, name);
            add(digest, Objects.requireNonNullElse(value, ""));
        });
    }

    /// With its length before it, so that no two lists of texts give the same bytes.
    private static void add(MessageDigest digest, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(HexFormat.of().toHexDigits(bytes.length).getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
