package dev.lockstep.cli;

import dev.lockstep.flags.Arguments;
import dev.lockstep.flags.Flag;
import java.util.ArrayList;
import java.util.List;

/// Defines the flags of sops 3.13 that several commands share, and ours beside them (spec 1.3).
final class Flags {
    // Everywhere.
    static final Flag<String> CONFIG = Flag.text(
                    "FILE", "the config file; without it, .sops.yaml is looked for here and upwards", "--config")
            .from("SOPS_CONFIG");
    static final Flag<Integer> INDENT =
            Flag.number("N", "spaces per level in YAML and JSON output, which makes the layout canonical", "--indent");
    static final Flag<Boolean> MAC_ONLY_ENCRYPTED =
            Flag.on("protect only the encrypted values with the MAC", "--mac-only-encrypted");
    static final Flag<Boolean> VERBOSE = Flag.on("say more on standard error", "--verbose");
    static final Flag<Boolean> LOCAL_KEY_SERVICE = Flag.on("use the keys of this machine", "--enable-local-keyservice")
            .from("SOPS_ENABLE_LOCAL_KEYSERVICE")
            .unless(true);
    static final Flag<List<String>> KEY_SERVICE = Flag.list(
                    "URI", "a key service to ask as well; may be repeated", "--keyservice")
            .from("SOPS_KEYSERVICE");

    // Input and output.
    static final Flag<Boolean> IN_PLACE = Flag.on("write the result back to FILE", "-i", "--in-place");
    static final Flag<String> OUTPUT =
            Flag.text("FILE", "write the result to this file; - is standard output", "-o", "--output");
    static final Flag<String> INPUT_TYPE =
            Flag.text("FORMAT", "binary, dotenv, json or yaml; without it, by the file extension", "--input-type");
    static final Flag<String> OUTPUT_TYPE =
            Flag.text("FORMAT", "binary, dotenv, json or yaml; without it, by the file extension", "--output-type");
    static final Flag<String> FILENAME_OVERRIDE = Flag.text(
            "NAME",
            "take format and creation rule by this name; needed to encrypt standard input",
            "--filename-override");
    static final Flag<Boolean> CANONICAL =
            Flag.on("print as sops would, instead of keeping layout and quotes", "--canonical");
    static final Flag<Long> MAX_SIZE = Flag.size(
            "refuse larger plain input, for example 200MiB; encrypted files may have twice as much",
            64L << 20,
            "--max-size");

    static final Flag<Boolean> BREAK_HARD_LINKS =
            Flag.on("replace a file that has other names too; those keep the old content", "--break-hard-links");

    static final Flag<Boolean> OVERWRITE = Flag.on(
            "write over the file instead of replacing it: keeps owner, links and mounts, but a reader may see half of it",
            "--overwrite");
    static final Flag<Boolean> SKIP_ENCRYPTED =
            Flag.on("with -i, leave files that are encrypted already as they are, and count them", "--skip-encrypted");

    // Decryption.
    static final Flag<String> EXTRACT =
            Flag.text("PATH", "print only this part, for example '[\"db\"][\"users\"][0]'", "--extract");
    static final Flag<Boolean> IGNORE_MAC = Flag.on("do not refuse a file whose MAC is wrong", "--ignore-mac");
    static final Flag<String> DECRYPTION_ORDER = Flag.text(
                    "LIST", "key types in the order to try, for example age,pgp", "--decryption-order")
            .from("SOPS_DECRYPTION_ORDER");

    // Encryption: for whom.
    static final Flag<String> AGE = Flag.text("LIST", "age recipients, separated by commas", "-a", "--age")
            .from("SOPS_AGE_RECIPIENTS");
    static final Flag<String> PGP = Flag.text("LIST", "PGP fingerprints, separated by commas", "-p", "--pgp")
            .from("SOPS_PGP_FP");
    static final Flag<String> KMS = Flag.text("LIST", "AWS KMS key ARNs, separated by commas", "-k", "--kms")
            .from("SOPS_KMS_ARN");
    static final Flag<String> GCP_KMS = Flag.text(
                    "LIST", "Google Cloud KMS resource ids, separated by commas", "--gcp-kms")
            .from("SOPS_GCP_KMS_IDS");
    static final Flag<String> HCKMS = Flag.text(
                    "LIST", "Huawei Cloud KMS keys as region:key-uuid, separated by commas", "--hckms")
            .from("SOPS_HUAWEICLOUD_KMS_IDS");
    static final Flag<String> AZURE_KV = Flag.text(
                    "LIST", "Azure Key Vault key URLs, separated by commas", "--azure-kv")
            .from("SOPS_AZURE_KEYVAULT_URLS");
    static final Flag<String> HC_VAULT_TRANSIT = Flag.text(
                    "LIST", "Vault transit key URIs, separated by commas", "--hc-vault-transit")
            .from("SOPS_VAULT_URIS");
    static final Flag<String> AWS_PROFILE = Flag.text("NAME", "AWS profile for the keys of --kms", "--aws-profile");
    static final Flag<String> ENCRYPTION_CONTEXT = Flag.text(
            "LIST", "encryption context for the keys of --kms, as key:value,key:value", "--encryption-context");
    static final Flag<Integer> SHAMIR_THRESHOLD =
            Flag.number("N", "how many key groups are needed to open the file", "--shamir-secret-sharing-threshold");

    // Encryption: what.
    static final Flag<String> UNENCRYPTED_SUFFIX =
            Flag.text("TEXT", "leave values under keys with this end readable", "--unencrypted-suffix");
    static final Flag<String> ENCRYPTED_SUFFIX =
            Flag.text("TEXT", "encrypt only values under keys with this end", "--encrypted-suffix");
    static final Flag<String> UNENCRYPTED_REGEX =
            Flag.text("RE2", "leave values under keys with a match readable", "--unencrypted-regex");
    static final Flag<String> ENCRYPTED_REGEX =
            Flag.text("RE2", "encrypt only values under keys with a match", "--encrypted-regex");
    static final Flag<String> UNENCRYPTED_COMMENT_REGEX =
            Flag.text("RE2", "leave values below a comment with a match readable", "--unencrypted-comment-regex");
    static final Flag<String> ENCRYPTED_COMMENT_REGEX =
            Flag.text("RE2", "encrypt only values below a comment with a match", "--encrypted-comment-regex");
    static final Flag<Boolean> STRICT = Flag.on(
            "refuse what is otherwise a warning: a rule that leaves nothing encrypted, a secret that an alias shows, unknown keys in .sops.yaml",
            "--strict");

    static final Flag<Boolean> BIND_PATH = Flag.on(
            "let the file open only at its path in the Git repository, or below the working directory", "--bind-path");

    /// Flags that may also stand before the command. sops 3.13 takes them only there.
    static final List<Flag<?>> GLOBAL = List.of(CONFIG, INDENT, MAC_ONLY_ENCRYPTED, VERBOSE);

    private Flags() {}

    /// The longest encrypted file to read or write: twice the plain one, and a MiB for metadata. Base64 alone takes a
    /// third.
    static long encryptedSize(Arguments arguments) {
        long plain = arguments.value(MAX_SIZE);
        return plain > Long.MAX_VALUE / 4 ? Long.MAX_VALUE : 2 * plain + (1 << 20);
    }

    static List<Flag<?>> ofDecryption() {
        return List.of(
                IN_PLACE,
                OUTPUT,
                INPUT_TYPE,
                OUTPUT_TYPE,
                FILENAME_OVERRIDE,
                EXTRACT,
                IGNORE_MAC,
                DECRYPTION_ORDER,
                LOCAL_KEY_SERVICE,
                KEY_SERVICE,
                CANONICAL,
                MAX_SIZE,
                BREAK_HARD_LINKS,
                OVERWRITE,
                CONFIG,
                INDENT,
                VERBOSE,
                Flag.HELP);
    }

    static List<Flag<?>> ofEncryption() {
        return List.of(
                IN_PLACE,
                OUTPUT,
                INPUT_TYPE,
                OUTPUT_TYPE,
                FILENAME_OVERRIDE,
                AGE,
                PGP,
                KMS,
                AWS_PROFILE,
                ENCRYPTION_CONTEXT,
                GCP_KMS,
                HCKMS,
                AZURE_KV,
                HC_VAULT_TRANSIT,
                SHAMIR_THRESHOLD,
                UNENCRYPTED_SUFFIX,
                ENCRYPTED_SUFFIX,
                UNENCRYPTED_REGEX,
                ENCRYPTED_REGEX,
                LOCAL_KEY_SERVICE,
                KEY_SERVICE,
                CANONICAL,
                MAX_SIZE,
                BREAK_HARD_LINKS,
                OVERWRITE,
                SKIP_ENCRYPTED,
                STRICT,
                BIND_PATH,
                CONFIG,
                INDENT,
                MAC_ONLY_ENCRYPTED,
                VERBOSE,
                Flag.HELP);
    }

    /// Both lists in one, without doubles.
    static List<Flag<?>> union(List<Flag<?>> one, List<Flag<?>> other) {
        var union = new ArrayList<Flag<?>>(one);
        for (var flag : other) {
            if (!union.contains(flag)) {
                union.add(flag);
            }
        }
        return union;
    }
}
