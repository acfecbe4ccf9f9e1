package dev.lockstep.cli;

import dev.lockstep.config.RuleFlags;
import dev.lockstep.flags.Arguments;
import dev.lockstep.flags.Flag;
import dev.lockstep.format.Format;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.MasterKeys;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Selection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Holds what the flags say about keys and selected values, which overrides `.sops.yaml`.
final class RuleChoice {
    private RuleChoice() {}

    /// @throws LockstepException `RECIPIENT_INVALID`, `ENCRYPTION_CONTEXT_INVALID`
    static RuleFlags of(Arguments arguments) {
        return flags(arguments, selections(arguments));
    }

    /// For a format whose files are encrypted as a whole.
    static RuleFlags withoutSelections(Arguments arguments) {
        return flags(arguments, List.of());
    }

    static void warnOfSelections(Arguments arguments, Console console, Format format) {
        for (var selection : selections(arguments)) {
            console.warning(
                    Selection.name(selection) + " is ignored: a " + format.name() + " file is encrypted as a whole");
        }
    }

    private static RuleFlags flags(Arguments arguments, List<Selection> selections) {
        return new RuleFlags(
                keys(arguments),
                selections,
                arguments.value(Flags.SHAMIR_THRESHOLD),
                arguments.value(Flags.MAC_ONLY_ENCRYPTED));
    }

    /// In the order in which sops writes them.
    private static List<MasterKey> keys(Arguments arguments) {
        var keys = new ArrayList<MasterKey>();
        var context = context(arguments.value(Flags.ENCRYPTION_CONTEXT));
        for (var key : MasterKeys.list("kms", arguments.value(Flags.KMS))) {
            keys.add(MasterKeys.kms(
                    key.field("arn") + (key.field("role").isEmpty() ? "" : "+" + key.field("role")),
                    arguments.value(Flags.AWS_PROFILE),
                    context));
        }
        keys.addAll(MasterKeys.list("gcp_kms", arguments.value(Flags.GCP_KMS)));
        keys.addAll(MasterKeys.list("hckms", arguments.value(Flags.HCKMS)));
        keys.addAll(MasterKeys.list("azure_kv", arguments.value(Flags.AZURE_KV)));
        keys.addAll(MasterKeys.list("pgp", arguments.value(Flags.PGP)));
        keys.addAll(MasterKeys.list("hc_vault", arguments.value(Flags.HC_VAULT_TRANSIT)));
        keys.addAll(MasterKeys.list("age", arguments.value(Flags.AGE)));
        return keys;
    }

    /// `key:value,key:value`
    private static Map<String, String> context(String text) {
        var context = new LinkedHashMap<String, String>();
        if (text.isEmpty()) {
            return context;
        }
        for (var pair : text.split(",", -1)) {
            int colon = pair.indexOf(':');
            if (colon < 0 || pair.indexOf(':', colon + 1) >= 0) {
                throw new LockstepException(
                        Kind.ENCRYPTION_CONTEXT_INVALID,
                        "Invalid KMS encryption context format",
                        "",
                        "write --encryption-context key:value,key:value");
            }
            context.put(pair.substring(0, colon), pair.substring(colon + 1));
        }
        return context;
    }

    private static List<Selection> selections(Arguments arguments) {
        var selections = new ArrayList<Selection>();
        add(selections, arguments, Flags.UNENCRYPTED_SUFFIX, Selection.UnencryptedSuffix::new);
        add(selections, arguments, Flags.ENCRYPTED_SUFFIX, Selection.EncryptedSuffix::new);
        add(selections, arguments, Flags.UNENCRYPTED_REGEX, Selection.UnencryptedRegex::new);
        add(selections, arguments, Flags.ENCRYPTED_REGEX, Selection.EncryptedRegex::new);
        add(selections, arguments, Flags.UNENCRYPTED_COMMENT_REGEX, Selection.UnencryptedCommentRegex::new);
        add(selections, arguments, Flags.ENCRYPTED_COMMENT_REGEX, Selection.EncryptedCommentRegex::new);
        return selections;
    }

    private static void add(
            List<Selection> selections, Arguments arguments, Flag<String> flag, Function<String, Selection> making) {
        String text = arguments.value(flag);
        if (!text.isEmpty()) {
            selections.add(making.apply(text));
        }
    }
}
