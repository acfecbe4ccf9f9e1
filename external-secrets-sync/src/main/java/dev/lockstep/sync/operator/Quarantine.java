package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.ExponentialBackoff;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.kube.ApiRequests;
import dev.lockstep.sync.sink.WriteFence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Sets resources aside that were reconciled when memory ran out, so that the next process does not end the same way at
/// once. Kept in an annotation, which every CRD lets through: how often it happened, until when the resource rests, and
/// for which generation of it. The rest doubles each time; an edit, or removal of the annotation, ends it.
final class Quarantine {
    static final String ANNOTATION = "lockstep.dev/out-of-memory";

    private static final ExponentialBackoff BACKOFF =
            new ExponentialBackoff(Duration.ofMinutes(5), Duration.ofHours(24));

    /// For the writes that have to be made when nothing else is left, in bytes.
    private static final int RESERVE = 2 << 20;

    private final Patches patches;
    private final InstantSource clock;
    private byte @Nullable [] reserve = new byte[RESERVE];

    /// A port with the API server behind it.
    interface Patches {
        void merge(String path, byte[] patch) throws IOException, InterruptedException;
    }

    /// @param generation the one that is set aside
    private record Mark(long generation, int times, Instant until) {
        static @Nullable Mark of(ExternalSecret resource) {
            var annotations = resource.getMetadata().getAnnotations();
            var words = annotations == null
                    ? new String[0]
                    : annotations.getOrDefault(ANNOTATION, "").split(" ");
            try {
                return words.length == 3
                        ? new Mark(Long.parseLong(words[0]), Integer.parseInt(words[1]), Instant.parse(words[2]))
                        : null;
            } catch (NumberFormatException | DateTimeParseException e) {
                return null; // not written by us
            }
        }

        Mark next(long generation, Instant now) {
            int often = Math.clamp(times + 1L, 1, 100);
            var until = now.plus(BACKOFF.after(often));
            return new Mark(generation, often, until.truncatedTo(ChronoUnit.SECONDS));
        }

        @Override
        public String toString() {
            return generation + " " + times + " " + until;
        }
    }

    Quarantine(Patches patches, InstantSource clock) {
        this.patches = patches;
        this.clock = clock;
    }

    static Quarantine of(ApiServer api, WriteFence fence, InstantSource clock) {
        return new Quarantine((path, patch) -> api.patch(path, ApiRequests.MERGE, patch, fence), clock);
    }

    /// Until when a resource rests; null if it does not.
    @Nullable
    Instant rest(ExternalSecret resource) {
        var mark = Mark.of(resource);
        var now = clock.instant();
        // What somebody else wrote there must not make it rest for ever.
        return mark != null
                        && mark.generation() == generation(resource)
                        && mark.until().isAfter(now)
                        && !mark.until().isAfter(now.plus(BACKOFF.longest()))
                ? mark.until()
                : null;
    }

    static SyncError fault(Instant until) {
        return new SyncError(
                Cause.TOO_LARGE,
                "memory ran out while this resource was reconciled, so it rests until " + until,
                "",
                "use smaller secrets; an edit, or removal of the annotation " + ANNOTATION + ", ends the rest");
    }

    /// Sets resources aside; does what it can with the memory that is left.
    void add(Iterable<ExternalSecret> resources) {
        release();
        for (var resource : resources) {
            var before = Objects.requireNonNullElse(Mark.of(resource), new Mark(0, 0, Instant.MIN));
            if (!patch(resource, "\"" + before.next(generation(resource), clock.instant()) + "\"")) {
                return;
            }
        }
    }

    private synchronized void release() {
        reserve = null;
    }

    /// Takes the mark off a resource that was reconciled to its end.
    void remove(ExternalSecret resource) {
        if (Mark.of(resource) != null) {
            patch(resource, "null");
        }
    }

    /// @return whether others are worth a try
    private boolean patch(ExternalSecret resource, String value) {
        var metadata = resource.getMetadata();
        var patch = "{\"metadata\":{\"uid\":\"" + metadata.getUid() + "\",\"annotations\":{\"" + ANNOTATION + "\":"
                + value + "}}}";
        try {
            patches.merge(ResourcePath.placeOf(resource), patch.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException | OutOfMemoryError e) {
            return true; // it begins without a mark the next time, as it did this time
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long generation(ExternalSecret resource) {
        return Objects.requireNonNullElse(resource.getMetadata().getGeneration(), 0L);
    }
}
