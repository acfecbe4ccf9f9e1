package dev.lockstep.keys;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Identifies a key of some key service that can wrap data keys: an age recipient, a KMS key. Holds no secret.
///
/// @param provider the service's list in the `sops` block: `age`, `pgp`, `kms`, `gcp_kms`, `azure_kv`, `hc_vault`,
/// `hckms`
/// @param fields what names the key, as in the `sops` block without `enc` and `created_at`: `recipient`; `fp`; `arn`,
/// `role`, …
/// @param context the encryption context of an AWS KMS key; empty elsewhere
public record MasterKey(String provider, Map<String, String> fields, Map<String, String> context) {
    public MasterKey {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
    }

    /// A key with a single naming field, such as `age` by `recipient`.
    public static MasterKey of(String provider, String field, String value) {
        return new MasterKey(provider, Map.of(field, value), Map.of());
    }

    /// One field; empty when absent.
    public String field(String name) {
        return fields.getOrDefault(name, "");
    }
}
