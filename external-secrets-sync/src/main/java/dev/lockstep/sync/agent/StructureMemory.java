package dev.lockstep.sync.agent;

import dev.lockstep.file.AtomicFile;
import dev.lockstep.file.AtomicFile.Access;
import dev.lockstep.file.AtomicFile.HardLinks;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.store.SopsFiles.SealedSecrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Remembers which files and Secrets had a structure digest when they were applied last, so that the loss of one is
/// told: whoever changes a file can take its digest out.
///
/// Beside an output of files it is kept as `OUT/..structure`, one name a line; a cluster has no place for it, so there
/// it lasts as long as the process.
final class StructureMemory {
    /// No namespace begins so, and the lock of the output does as well.
    private static final String NAME = "..structure";

    private static final int MOST_BYTES = 16 << 20;

    private final @Nullable Path place;
    private final boolean kept;
    private @Nullable Set<String> known;

    private StructureMemory(@Nullable Path place, boolean kept) {
        this.place = place;
        this.kept = kept;
    }

    static StructureMemory ofProcess() {
        return new StructureMemory(null, false);
    }

    /// @param output the directory that Secrets are written to
    static StructureMemory in(Path output) {
        return new StructureMemory(output.resolve(NAME), true);
    }

    /// Knows what was applied last, and leaves it so.
    static StructureMemory view(Path output) {
        return new StructureMemory(output.resolve(NAME), false);
    }

    /// Takes what was applied now in the place of what was known of it.
    ///
    /// @return the paths of files that, or of which a Secret, had a digest before and have none now
    /// @throws LockstepException `FILE_UNREADABLE`, `OUTPUT_UNWRITABLE`
    List<String> lost(List<SealedSecrets> applied) {
        var before = known();
        var now = new TreeSet<>(before);
        var lost = new ArrayList<String>();
        for (var file : applied) {
            var names = new ArrayList<>(List.of(file.path()));
            // By the Secret too: a file can be given another name together with the rest.
            file.secrets().forEach(secret -> names.add("Secret " + secret));
            if (file.hasStructure()) {
                now.addAll(names);
            } else if (now.removeAll(names)) {
                lost.add(file.path());
            }
        }
        if (!now.equals(before)) {
            keep(now);
        }
        return lost;
    }

    private Set<String> known() {
        if (known == null) {
            known = place == null ? Set.of() : read(place);
        }
        return known;
    }

    private static Set<String> read(Path place) {
        try {
            if (Files.size(place) > MOST_BYTES) {
                throw unusable(place, "is too large");
            }
            return new TreeSet<>(Files.readAllLines(place, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (IOException e) {
            throw unusable(place, "cannot be read");
        }
    }

    private static LockstepException unusable(Path place, String what) {
        return new LockstepException(
                Kind.FILE_UNREADABLE,
                what,
                place.toString(),
                "remove it: it names the files that had a structure digest when they were applied last");
    }

    private void keep(Set<String> names) {
        known = names;
        if (place != null && kept) {
            byte[] text = (String.join("\n", names) + "\n").getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(place, text, Access.OWNER, HardLinks.REFUSE);
        }
    }
}
