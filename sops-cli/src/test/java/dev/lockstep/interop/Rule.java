package dev.lockstep.interop;

import dev.lockstep.config.CreationRule;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.rules.Selection;
import java.util.ArrayList;
import java.util.List;

/// One way to select values, as flags for sops and as a creation rule for us.
record Rule(Selection selection, boolean macOnlyEncrypted) {
    static final List<Selection> SELECTIONS = List.of(
            Selection.DEFAULT,
            new Selection.UnencryptedSuffix("_secret"),
            new Selection.EncryptedSuffix("_secret"),
            new Selection.UnencryptedRegex("^(name|host|f0)$"),
            new Selection.EncryptedRegex("^(data|stringData|password|items|spec)$"));

    /// All of them in turn.
    static Rule of(long seed) {
        return new Rule(SELECTIONS.get((int) (seed % SELECTIONS.size())), seed / SELECTIONS.size() % 4 == 3);
    }

    CreationRule creationRule(String recipient) {
        return new CreationRule(
                List.of(List.of(MasterKey.of("age", "recipient", recipient))), 0, selection, macOnlyEncrypted);
    }

    /// `encrypt` with the flags of this rule.
    String[] flags(String recipient) {
        var flags = new ArrayList<String>();
        if (macOnlyEncrypted) {
            flags.add("--mac-only-encrypted");
        }
        flags.addAll(List.of(
                "encrypt", "--age", recipient, "--" + Selection.name(selection).replace('_', '-')));
        flags.add(pattern());
        return flags.toArray(String[]::new);
    }

    /// The suffix or regular expression.
    String pattern() {
        return switch (selection) {
            case Selection.UnencryptedSuffix(var suffix) -> suffix;
            case Selection.EncryptedSuffix(var suffix) -> suffix;
            case Selection.UnencryptedRegex(var regex) -> regex;
            case Selection.EncryptedRegex(var regex) -> regex;
            case Selection.UnencryptedCommentRegex(var regex) -> regex;
            case Selection.EncryptedCommentRegex(var regex) -> regex;
            case Selection.Everything _ -> throw new IllegalStateException("no rule selects everything");
        };
    }
}
