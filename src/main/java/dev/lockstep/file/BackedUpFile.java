package dev.lockstep.file;

import dev.lockstep.file.AtomicFile.Outcome;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Writes over files that [AtomicFile] cannot replace: in a directory that allows no new file, or mounted one by one.
/// To be asked for, since a reader may see half of it; but nothing is lost: before the first byte changes a private
/// copy of the old content is on disk, and it stays there until the new content is.
public final class BackedUpFile {
    private BackedUpFile() {}

    /// Writes over a file that was read before. Mode, owner, hard links and all attributes stay.
    ///
    /// @param content stays the caller's
    /// @param backups a directory for the copy of the old content; after a kill it is there as `.lockstep-backup-…`,
    /// mode 0600
    /// @throws LockstepException `FILE_CHANGED_MEANWHILE` if the file is no longer what was read; `OUTPUT_UNWRITABLE`:
    /// the old content
    ///     is there again, or the message says where its copy is
    public static Outcome overwrite(FileSnapshot read, byte[] content, Path backups) {
        if (read.holds(content)) {
            return Outcome.UNCHANGED;
        }
        try (var held = HeldFile.of(read, AtomicFile.target(read.path()))) {
            byte[] old = held.unchangedContent();
            try {
                var backup = backup(old, backups);
                overwrite(held, read.path(), content, old, backup);
                Files.delete(backup);
            } finally {
                Arrays.fill(old, (byte) 0);
            }
        } catch (IOException e) {
            throw AtomicFile.unwritable(read.path(), "cannot be written: " + Causes.of(e), "");
        }
        return Outcome.REPLACED;
    }

    private static Path backup(byte[] old, Path directory) throws IOException {
        try (var backup = Replacement.backupIn(directory)) {
            backup.write(old);
            backup.flush();
            AtomicFile.flush(directory);
            return backup.keep();
        }
    }

    private static void overwrite(HeldFile held, Path path, byte[] content, byte[] old, Path backup)
            throws IOException {
        try {
            held.overwrite(content);
        } catch (IOException e) {
            try {
                held.overwrite(old);
            } catch (IOException again) {
                throw new LockstepException(
                        Kind.OUTPUT_UNWRITABLE,
                        "is damaged: writing failed half way, and so did putting the old content back",
                        path.toString(),
                        "copy the old content back from " + backup,
                        List.of("writing: " + Causes.of(e), "putting the old content back: " + Causes.of(again)));
            }
            Files.delete(backup);
            throw e;
        }
    }
}
