package dev.lockstep.cli;

import dev.lockstep.flags.Flag;
import java.util.ArrayList;
import java.util.List;

/// Defines the flags that sops 3.13 takes in front of a file or command: the old form of the command line (`sops -d
/// FILE`).
final class RootFlags {
    static final Flag<Boolean> DECRYPT =
            Flag.on("decrypt FILE; the old form of the command decrypt", "-d", "--decrypt");
    static final Flag<Boolean> ENCRYPT =
            Flag.on("encrypt FILE; the old form of the command encrypt", "-e", "--encrypt");
    static final Flag<Boolean> VERSION = Flag.on("print the version", "-v", "--version");
    static final Flag<Boolean> DISABLE_VERSION_CHECK = Flag.on(
                    "accepted; lockstep never looks for newer versions", "--disable-version-check")
            .from("SOPS_DISABLE_VERSION_CHECK");
    static final Flag<Boolean> CHECK_FOR_UPDATES =
            Flag.on("accepted; lockstep never looks for newer versions", "--check-for-updates");

    // Known, so that they are refused by what they want and not as unknown.
    static final Flag<Boolean> ROTATE = Flag.on("not in this version", "-r", "--rotate");
    static final Flag<String> SET = Flag.text("TEXT", "not in this version", "--set");
    static final Flag<Boolean> SHOW_MASTER_KEYS = Flag.on("not in this version", "-s", "--show-master-keys");
    private static final List<String> KEY_CHANGES = List.of(
            "--add-age",
            "--rm-age",
            "--add-pgp",
            "--rm-pgp",
            "--add-kms",
            "--rm-kms",
            "--add-gcp-kms",
            "--rm-gcp-kms",
            "--add-hckms",
            "--rm-hckms",
            "--add-azure-kv",
            "--rm-azure-kv",
            "--add-hc-vault-transit",
            "--rm-hc-vault-transit");

    /// What the old form and the commands have in common, for people.
    static final List<Flag<?>> SHOWN = List.of(
            DECRYPT,
            ENCRYPT,
            Flags.CONFIG,
            Flags.INDENT,
            Flags.MAC_ONLY_ENCRYPTED,
            Flags.UNENCRYPTED_COMMENT_REGEX,
            Flags.ENCRYPTED_COMMENT_REGEX,
            Flags.VERBOSE,
            DISABLE_VERSION_CHECK,
            CHECK_FOR_UPDATES,
            VERSION,
            Flag.HELP);

    private RootFlags() {}

    static List<Flag<?>> all() {
        var all = new ArrayList<Flag<?>>(SHOWN);
        all.addAll(List.of(ROTATE, SET, SHOW_MASTER_KEYS));
        for (var name : KEY_CHANGES) {
            all.add(Flag.text("LIST", "not in this version", name));
        }
        return Flags.union(Flags.union(all, Flags.ofEncryption()), Flags.ofDecryption());
    }
}
