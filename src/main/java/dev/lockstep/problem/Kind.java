package dev.lockstep.problem;

/// Lists what can be wrong. Core knows no exit codes: each face (command line, operator) maps every kind once.
public enum Kind {
    /// The command line itself is wrong: unknown command, flag or format name.
    USAGE,
    /// Two parameters exclude each other, or one that is needed is missing.
    CONFLICTING_PARAMETERS,
    /// The input does not exist.
    FILE_NOT_FOUND,
    /// The input exists and cannot be read: a directory, no permission, above the size cap.
    FILE_UNREADABLE,
    /// The plain input is not a document of its format.
    INPUT_MALFORMED,
    /// The encrypted input is not a document of its format.
    ENCRYPTED_INPUT_MALFORMED,
    /// A YAML stream without any document.
    NO_DOCUMENT,
    /// The output could not be written; what was there before is still there.
    OUTPUT_UNWRITABLE,
    /// The tree has no form in the wanted output format.
    NOT_EMITTABLE,
    /// `.sops.yaml`, a creation rule, a selection rule or a flag's regex is invalid, or none applies.
    CONFIG_INVALID,
    /// A recipient or key identifier cannot be parsed.
    RECIPIENT_INVALID,
    /// The text of `--encryption-context` is not `key:value` pairs.
    ENCRYPTION_CONTEXT_INVALID,
    /// The data key could not be wrapped for some master key.
    KEY_NOT_WRAPPED,
    /// A value cannot be encrypted: a key that is not text, a number outside 64 bits.
    VALUE_NOT_ENCRYPTABLE,
    /// A value does not decrypt, is not a ciphertext where one is expected, or its key is not text.
    VALUE_NOT_DECRYPTABLE,
    /// The file has no `sops` metadata.
    METADATA_NOT_FOUND,
    /// The `sops` metadata is there and not usable.
    METADATA_INVALID,
    /// The MAC is missing, does not open, or does not match; or the structure does not, or is missing where it is
    /// required.
    MAC_MISMATCH,
    /// No master key, or too few key groups, gave the data key.
    NO_KEY_OPENED_FILE,
    /// The file to encrypt is encrypted already, or holds a top-level `sops` entry.
    ALREADY_ENCRYPTED,
    /// A path given to `--extract` is not of the form `["key"][0]`.
    PATH_MALFORMED,
    /// A path given to `--extract` leads nowhere.
    PATH_NOT_FOUND,
    /// The decryption order names a key service twice.
    DUPLICATE_DECRYPTION_ORDER,
    /// The file changed while it was being worked on.
    FILE_CHANGED_MEANWHILE
}
