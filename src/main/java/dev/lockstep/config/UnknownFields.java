package dev.lockstep.config;

import dev.lockstep.problem.Nearest;
import java.util.ArrayList;
import java.util.List;

/// Finds fields of a configuration that do nothing because nobody knows them. sops passes over them without a word, so
/// that a rule with `path_regx` matches every file and `encrypted-regex` selects nothing.
final class UnknownFields {
    private static final int LONGEST_NAME = 64;

    private static final List<String> ROOT = List.of("creation_rules", "destination_rules", "stores");
    private static final List<String> RULE = List.of(
            "path_regex",
            "age",
            "pgp",
            "kms",
            "aws_profile",
            "gcp_kms",
            "hckms",
            "azure_keyvault",
            "hc_vault_transit_uri",
            "key_groups",
            "shamir_threshold",
            "unencrypted_suffix",
            "encrypted_suffix",
            "unencrypted_regex",
            "encrypted_regex",
            "unencrypted_comment_regex",
            "encrypted_comment_regex",
            "mac_only_encrypted");
    private static final List<String> GROUP =
            List.of("merge", "age", "pgp", "kms", "gcp_kms", "hckms", "azure_keyvault", "hc_vault");
    private static final List<String> STORES = List.of("yaml", "json", "json_binary", "dotenv", "ini", "canonical");
    private static final List<String> STORE = List.of("indent");

    private final List<String> told = new ArrayList<>();

    private UnknownFields() {}

    /// One sentence for each unknown field. At the top level, where people keep anchors and notes, only a field that is
    /// nearly a known one counts.
    static List<String> of(Fields root) {
        var search = new UnknownFields();
        search.in(root, ROOT, true);
        root.mapsWithin("creation_rules").forEach(search::inRule);
        root.mapsWithin("stores").forEach(search::inStores);
        return search.told;
    }

    private void inRule(Fields rule) {
        in(rule, RULE, false);
        rule.mapsWithin("key_groups").forEach(group -> inGroup(group, 0));
    }

    /// Groups merge others; deeper than anybody writes, nothing is looked for.
    private void inGroup(Fields group, int depth) {
        in(group, GROUP, false);
        if (depth < 10) {
            group.mapsWithin("merge").forEach(merged -> inGroup(merged, depth + 1));
        }
    }

    private void inStores(Fields stores) {
        in(stores, STORES, false);
        for (var format : List.of("yaml", "json", "json_binary")) {
            stores.mapsWithin(format).forEach(store -> in(store, STORE, false));
        }
    }

    private void in(Fields fields, List<String> known, boolean onlyNear) {
        for (var name : fields.names()) {
            if (known.contains(name) || name.startsWith("x-")) {
                continue;
            }
            var nearest = name.length() > LONGEST_NAME ? null : Nearest.to(name, known);
            if (nearest != null || !onlyNear) {
                told.add(fields.where(name) + ": unknown key " + name + " does nothing"
                        + (nearest == null ? "" : "; did you mean " + nearest + "?"));
            }
        }
    }
}
