package dev.lockstep.sync.engine;

import dev.lockstep.secret.Plaintext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Turns the answers of the stores into the data of the target: properties, decoding, names of keys.
public final class Rendering {
    private Rendering() {}

    /// @param answers lent; the result has bytes of its own
    public static Rendered of(SyncSpec spec, Answers answers) {
        var values = new LinkedHashMap<String, Plaintext>();
        List<KeyOrigin> origins = new ArrayList<>();
        for (var entry : spec.entries()) {
            switch (answers.to(entry)) {
                case Fetched.Failed(var fault, var nextTry) -> {
                    return new Rendered.Failed(fault, nextTry);
                }
                case Fetched.Absent(var readAt) -> {
                    return new Rendered.Failed(
                            new Fault(
                                    Cause.SECRET_NOT_FOUND,
                                    "the store has no such secret",
                                    entry.place(),
                                    "create it, or take the reference away"),
                            readAt);
                }
                case Fetched.Found(SecretValue.Members(var data), var version, var readAt) ->
                    data.values().forEach((key, value) -> {
                        values.put(key, value.copy());
                        origins.add(
                                new KeyOrigin(key, entry.store(), entry.remote().key(), "", version, readAt));
                    });
                case Fetched.Found(SecretValue.Whole _, _, _) -> throw new UnsupportedOperationException();
            }
        }
        return new Rendered.Complete(SecretData.owning(values), origins, List.of());
    }
}
