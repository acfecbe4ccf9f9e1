package dev.lockstep.config;

import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.MasterKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The master keys of a creation rule, in the order in which sops puts them into a file.
final class RuleKeys {
    private RuleKeys() {}

    /// The groups of `key_groups`, or else one group of what the flat fields name, which may be empty.
    static List<List<MasterKey>> of(Fields rule) {
        var groups = rule.maps("key_groups");
        if (groups.isEmpty()) {
            return List.of(flat(rule));
        }
        return groups.stream().map(RuleKeys::group).toList();
    }

    private static List<MasterKey> flat(Fields rule) {
        var profile = rule.text("aws_profile");
        var keys = new ArrayList<MasterKey>();
        keys.addAll(MasterKeys.list("age", joined(rule, "age")));
        keys.addAll(MasterKeys.list("pgp", joined(rule, "pgp")));
        for (var arn : split(joined(rule, "kms"))) {
            keys.add(MasterKeys.kms(arn.replace(" ", ""), profile, Map.of()));
        }
        keys.addAll(MasterKeys.list("gcp_kms", joined(rule, "gcp_kms")));
        keys.addAll(MasterKeys.list("hckms", String.join(",", rule.list("hckms"))));
        keys.addAll(MasterKeys.list("azure_kv", joined(rule, "azure_keyvault")));
        keys.addAll(MasterKeys.list("hc_vault", joined(rule, "hc_vault_transit_uri")));
        return keys;
    }

    private static String joined(Fields rule, String name) {
        return String.join(",", rule.listOrCommas(name));
    }

    private static String[] split(String text) {
        return text.isEmpty() ? new String[0] : text.split(",", -1);
    }

    private static List<MasterKey> group(Fields group) {
        var keys = new LinkedHashMap<String, MasterKey>();
        for (var merged : group.maps("merge")) {
            group(merged).forEach(key -> add(keys, key));
        }
        group.list("age").forEach(text -> MasterKeys.list("age", text).forEach(key -> add(keys, key)));
        group.list("pgp").forEach(text -> add(keys, MasterKeys.one("pgp", text)));
        for (var kms : group.maps("kms")) {
            add(keys, MasterKeys.kms(kms.text("arn"), kms.text("role"), kms.text("aws_profile"), kms.texts("context")));
        }
        group.maps("gcp_kms").forEach(gcp -> add(keys, MasterKeys.one("gcp_kms", gcp.text("resource_id"))));
        group.maps("hckms").forEach(huawei -> add(keys, MasterKeys.one("hckms", huawei.text("key_id"))));
        for (var azure : group.maps("azure_keyvault")) {
            add(keys, MasterKeys.azure(azure.text("vaultUrl"), azure.text("key"), azure.text("version")));
        }
        group.list("hc_vault").forEach(text -> add(keys, MasterKeys.one("hc_vault", text)));
        return List.copyOf(keys.values());
    }

    /// The first of equal keys stays.
    private static void add(Map<String, MasterKey> keys, MasterKey key) {
        keys.putIfAbsent(key.provider() + "/" + MasterKeys.text(key), key);
    }
}
