package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.Fingerprint;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretValue;
import java.util.Map;
import javax.crypto.SecretKey;

/// Remembers what a source held, without the bytes, to detect changes.
sealed interface ContentHash {
    record Nothing() implements ContentHash {}

    record Something(Fingerprint fingerprint) implements ContentHash {}

    static ContentHash of(Fetched.Found found, SecretKey key) {
        return new Something(Fingerprint.of(data(found.value()), key));
    }

    default boolean isOf(Fetched.Found found) {
        return this instanceof Something(var fingerprint) && fingerprint.matches(data(found.value()));
    }

    /// The value's own bytes, lent.
    private static SecretData data(SecretValue value) {
        return switch (value) {
            case SecretValue.Whole(var whole) -> SecretData.owning(Map.of("", whole));
            case SecretValue.Members(var data) -> data;
        };
    }
}
