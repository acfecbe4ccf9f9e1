package dev.lockstep.config;

import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.MasterKeys;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lists the master keys of a creation rule, in the order in which sops puts them into a file.
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

    /// Refuses a rule that has no key, or a group without one.
    ///
    /// @param groups what [#of] gave for the rule
    static void requireEach(Fields rule, List<List<MasterKey>> groups) {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).isEmpty()) {
                boolean isGroup =
                        rule.has("key_groups") && !rule.maps("key_groups").isEmpty();
                var where = isGroup ? rule.maps("key_groups").get(i).where() : rule.where();
                throw new LockstepException(
                        Kind.CONFIG_INVALID,
                        "Could not generate data key: [empty key group provided]; this "
                                + (isGroup ? "key group" : "rule") + " names no key",
                        where,
                        "add a key to it, for example age: AGE_RECIPIENT");
            }
        }
    }

    private static List<MasterKey> flat(Fields rule) {
        var profile = rule.text("aws_profile");
        var keys = new ArrayList<MasterKey>();
        keys.addAll(keys(rule, "age", "age"));
        keys.addAll(keys(rule, "pgp", "pgp"));
        for (var arn : split(joined(rule, "kms"))) {
            keys.add(MasterKeys.kms(arn.replace(" ", ""), profile, Map.of()));
        }
        keys.addAll(keys(rule, "gcp_kms", "gcp_kms"));
        keys.addAll(MasterKeys.list("hckms", String.join(",", rule.list("hckms"))));
        keys.addAll(keys(rule, "azure_kv", "azure_keyvault"));
        keys.addAll(keys(rule, "hc_vault", "hc_vault_transit_uri"));
        return keys;
    }

    private static List<MasterKey> keys(Fields rule, String provider, String field) {
        try {
            return MasterKeys.list(provider, joined(rule, field));
        } catch (LockstepException e) {
            throw new LockstepException(e.problem().in(rule.where(field)));
        }
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
