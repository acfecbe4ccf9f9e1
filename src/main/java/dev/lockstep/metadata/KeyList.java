package dev.lockstep.metadata;

import java.util.List;

/// The key lists of a `sops` block, each named after its [dev.lockstep.keys.KeyProvider#id()], in the order in which
/// sops holds the keys of a group after reading: the order of the lists in the file says nothing.
enum KeyList {
    KMS("kms", "arn", "role", "aws_profile"),
    GCP_KMS("gcp_kms", "resource_id"),
    HCKMS("hckms", "key_id"),
    AZURE_KV("azure_kv", "vault_url", "name", "version"),
    HC_VAULT("hc_vault", "vault_address", "engine_path", "key_name"),
    PGP("pgp", "fp"),
    AGE("age", "recipient");

    final String id;
    /// The fields that name a key.
    final List<String> fields;

    KeyList(String id, String... fields) {
        this.id = id;
        this.fields = List.of(fields);
    }

    /// Whether its entries say when they were made.
    boolean isDated() {
        return this != AGE;
    }

    /// Whether the list stands in every one of several key groups, even empty, as sops writes it.
    boolean isAlwaysInGroups() {
        return this == AGE || this == HC_VAULT;
    }

    /// Whether a naming field is left out when empty.
    static boolean isOptional(String field) {
        return field.equals("role");
    }
}
