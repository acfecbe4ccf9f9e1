package dev.lockstep.keys;

/// Asks a person for a passphrase.
public interface Passphrases {
    /// Asks once. The caller wipes the answer.
    ///
    /// @param prompt what the passphrase is for, without a colon
    /// @throws dev.lockstep.problem.LockstepException `NO_KEY_OPENED_FILE` if there is nobody to ask
    byte[] ask(String prompt);
}
