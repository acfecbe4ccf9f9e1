package dev.lockstep;

import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.format.Format;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Randomness;
import java.time.InstantSource;

/// Opens encrypted files to write them again: edited, set, unset, merged, with other keys or under a new data key. All
/// rewrites are one pipeline: open, change the plain document, seal what changed, prove; see [EditableFile].
public final class FileRewriter {
    private final DataKeys keys;
    private final Randomness random;
    private final InstantSource clock;

    public FileRewriter(DataKeys keys, Randomness random, InstantSource clock) {
        this.keys = keys;
        this.random = random;
        this.clock = clock;
    }

    /// Opens a file.
    ///
    /// @param source the encrypted file; taken over
    /// @param place where it lies
    /// @return the open file; the caller closes it
    /// @throws LockstepException as [Decryption#open]
    public EditableFile open(byte[] source, Format format, MacCheck check, FilePlace place) {
        return new Decryption(keys).openToEdit(source, format, check, place, random, clock);
    }
}
