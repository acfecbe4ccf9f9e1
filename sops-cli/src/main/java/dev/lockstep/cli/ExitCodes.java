package dev.lockstep.cli;

import dev.lockstep.problem.Kind;

/// Maps problems to the exit codes of sops 3.13 (spec 1.4); scripts depend on them.
final class ExitCodes {
    static final int SUCCESS = 0;
    static final int GENERIC = 1;

    /// As if ended by SIGPIPE.
    static final int BROKEN_PIPE = 141;

    private ExitCodes() {}

    static int of(Kind kind) {
        return switch (kind) {
            case USAGE,
                    CONFIG_INVALID,
                    RECIPIENT_INVALID,
                    KEY_NOT_WRAPPED,
                    ENCRYPTED_INPUT_MALFORMED,
                    METADATA_NOT_FOUND,
                    METADATA_INVALID,
                    PATH_NOT_FOUND -> GENERIC;
            case FILE_UNREADABLE, INPUT_MALFORMED -> 2;
            case OUTPUT_UNWRITABLE, FILE_CHANGED_MEANWHILE -> 3;
            case NOT_EMITTABLE -> 4;
            case ENCRYPTION_CONTEXT_INVALID -> 6;
            case CONFLICTING_PARAMETERS -> 8;
            case VALUE_NOT_ENCRYPTABLE -> 23;
            case VALUE_NOT_DECRYPTABLE -> 25;
            case MAC_MISMATCH -> 51;
            case PATH_MALFORMED -> 91;
            case NO_DOCUMENT -> 92;
            case FILE_NOT_FOUND -> 100;
            case DUPLICATE_DECRYPTION_ORDER -> 112;
            case NO_KEY_OPENED_FILE -> 128;
            case ALREADY_ENCRYPTED -> 203;
        };
    }
}
