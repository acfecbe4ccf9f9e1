package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Holds what a status tells beyond its conditions: `status.sync`. Holds no value of a secret. A text that is not given
/// is empty; times are RFC 3339.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SyncReport(
        @JsonPropertyDescription("What keeps the Secret out of step, one word of a closed list.")
        String cause,

        @JsonPropertyDescription("Where: a field of this resource.")
        String place,

        @JsonPropertyDescription("What to do about it.") String fix,

        @JsonPropertyDescription("Since when the Secret may hold something older than the store.")
        String staleSince,

        @JsonPropertyDescription("How many synchronisations failed since the last good one.") @Nullable
        Integer failures,

        @JsonPropertyDescription("When it is tried again after a failure.")
        String nextTry,

        @JsonPropertyDescription("When the store is asked again; absent after a failure, and if only a change helps.")
        String nextRefresh,

        @JsonPropertyDescription(
                "The generation of this resource, and a hash of its labels and annotations, when it was"
                        + " looked at last.")
        String seenVersion,

        @JsonPropertyDescription("The Secret as it was left.") @Nullable
        TargetState target,

        @JsonPropertyDescription("Where each key of the Secret came from.")
        List<Key> keys,

        @JsonPropertyDescription("How many more keys there are than are told of here.") @Nullable
        Integer omittedKeys) {
    /// Of a resource that nobody has looked at yet.
    public static final SyncReport NOTHING = new SyncReport("", "", "", "", null, "", "", "", null, List.of(), null);

    public SyncReport {
        cause = Objects.requireNonNullElse(cause, "");
        place = Objects.requireNonNullElse(place, "");
        fix = Objects.requireNonNullElse(fix, "");
        staleSince = Objects.requireNonNullElse(staleSince, "");
        nextTry = Objects.requireNonNullElse(nextTry, "");
        nextRefresh = Objects.requireNonNullElse(nextRefresh, "");
        seenVersion = Objects.requireNonNullElse(seenVersion, "");
        keys = Shapes.given(keys);
    }

    /// A state of the target Secret.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record TargetState(
            @JsonPropertyDescription("Its uid.") String uid,

            @JsonPropertyDescription("Its resource version.")
            String resourceVersion) {
        public TargetState {
            uid = Objects.requireNonNullElse(uid, "");
            resourceVersion = Objects.requireNonNullElse(resourceVersion, "");
        }
    }

    /// The origin of one key.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Key(
            @JsonPropertyDescription("The key of the Secret.")
            String key,

            @JsonPropertyDescription("The store that was read.") @Nullable
            Store store,

            @JsonPropertyDescription("The store's name of the secret.")
            String remoteKey,

            @JsonPropertyDescription("The part of its value.")
            String property,

            @JsonPropertyDescription("What the store calls the version that was read.")
            String version,

            @JsonPropertyDescription("When it was read.") String readAt) {
        public Key {
            key = Objects.requireNonNullElse(key, "");
            remoteKey = Objects.requireNonNullElse(remoteKey, "");
            property = Objects.requireNonNullElse(property, "");
            version = Objects.requireNonNullElse(version, "");
            readAt = Objects.requireNonNullElse(readAt, "");
        }
    }

    /// A store that was read.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Store(
            @JsonPropertyDescription("The kind of the store.")
            String kind,

            @JsonPropertyDescription("The name of the store.")
            String name) {
        public Store {
            kind = Objects.requireNonNullElse(kind, "");
            name = Objects.requireNonNullElse(name, "");
        }
    }
}
