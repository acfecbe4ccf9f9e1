package dev.lockstep.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Specs and data as tests need them.
public final class Specs {
    private Specs() {}

    /// That of a manifest `NAME.yaml` for the Secret of that name.
    public static SyncSpec manifest(SecretName name) {
        return SyncSpec.manifest(name, RemoteRef.newest(name.name()), name.name() + ".yaml");
    }

    /// Key, value, key, value.
    public static SecretData data(String... pairs) {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], Plaintext.owning(Type.STRING, pairs[i + 1].getBytes(UTF_8)));
        }
        return SecretData.owning(values);
    }

    /// A write of that data onto whatever is there.
    public static SyncPlan.Write writing(SecretData data) {
        return new SyncPlan.Write(data, List.of(), ObjectVersion.NONE);
    }
}
