package dev.lockstep.sync.resource;

import dev.lockstep.sync.engine.ResourceFile;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/// Collects the manifests of a commit's tree in the order of their paths. A tree can name another one many times, so
/// that a few kilobytes unfold to folders without end: one that holds no manifest is walked through once, however often
/// it is named.
final class CommitTree {
    /// Of one folder, in bytes: some hundred thousand names.
    private static final int LARGEST_FOLDER = 32 << 20;

    private final ObjectReader reader;
    private final ManifestFiles files;
    private final Set<ObjectId> withoutManifest = new HashSet<>();

    CommitTree(ObjectReader reader, ManifestFiles files) {
        this.reader = reader;
        this.files = files;
    }

    /// Something that a tree names.
    ///
    /// @param path from the root of the commit; empty for the root itself
    record Entry(String path, FileMode mode, ObjectId id) {
        boolean isFolder() {
            return mode.equals(FileMode.TREE);
        }
    }

    /// Adds a file that is a manifest, or those below a folder. What cannot be read is refused by name, so that the
    /// others are served.
    ///
    /// @throws dev.lockstep.problem.LockstepException `FILE_UNREADABLE` if there is too much of it
    void collect(Entry root) throws IOException {
        collect(root, 0);
    }

    /// @return whether there is a manifest, or something that is refused
    private boolean collect(Entry entry, int depth) throws IOException {
        boolean manifest = files.isManifest(entry.path());
        if (!entry.isFolder()) {
            if (manifest) {
                files.add(file(entry));
            }
            return manifest;
        }
        return !withoutManifest.contains(entry.id()) && collectBelow(entry, depth);
    }

    private boolean collectBelow(Entry folder, int depth) throws IOException {
        if (depth == ManifestFiles.DEEPEST) {
            return refuse(folder, "lies below more than " + ManifestFiles.DEEPEST + " folders", "name another path");
        }
        var names = new CanonicalTreeParser();
        try {
            if (reader.getObjectSize(folder.id(), Constants.OBJ_TREE) > LARGEST_FOLDER) {
                return refuse(folder, "is a folder with too many files", "name another path");
            }
            names.reset(reader, folder.id());
        } catch (MissingObjectException e) {
            return refuse(folder, "is missing from the repository", "fetch the commit whole");
        }
        boolean found = false;
        for (; !names.eof(); names.next()) {
            found |= collect(entry(folder, names), depth + 1);
        }
        if (!found) {
            withoutManifest.add(folder.id());
        }
        return found;
    }

    private static Entry entry(Entry folder, CanonicalTreeParser names) {
        var name = names.getEntryPathString();
        return new Entry(
                folder.path().isEmpty() ? name : folder.path() + "/" + name,
                names.getEntryFileMode(),
                names.getEntryObjectId());
    }

    private boolean refuse(Entry folder, String what, String next) {
        files.add(ManifestFiles.refused(folder.path().isEmpty() ? "/" : folder.path(), what, next));
        return true;
    }

    private ResourceFile file(Entry file) {
        var path = file.path();
        if (!file.mode().equals(FileMode.REGULAR_FILE) && !file.mode().equals(FileMode.EXECUTABLE_FILE)) {
            return ManifestFiles.refused(path, "is a link or a submodule", "commit a regular file in its place");
        }
        try {
            // Asked before the file is taken into memory.
            return reader.getObjectSize(file.id(), Constants.OBJ_BLOB) > ManifestFiles.LARGEST_FILE
                    ? ManifestFiles.tooLarge(path)
                    : ManifestFiles.read(
                            path,
                            reader.open(file.id(), Constants.OBJ_BLOB).getCachedBytes(ManifestFiles.LARGEST_FILE));
        } catch (MissingObjectException e) {
            return ManifestFiles.refused(path, "is missing from the repository", "fetch the commit whole");
        } catch (IOException e) {
            return ManifestFiles.refused(path, "is damaged in the repository", "run git fsck there");
        } catch (LargeObjectException | OutOfMemoryError e) {
            return ManifestFiles.refused(path, "is stored on top of something too large", "run git repack there");
        }
    }
}
