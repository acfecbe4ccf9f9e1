package dev.lockstep.sync.resource;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.sync.engine.ResourceFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Collects the files of a tree that are read, within the bounds that every source keeps.
final class ManifestFiles {
    /// Of one file, in bytes; the API server takes no Secret above 1 MiB, its ciphertext is below twice that.
    static final int LARGEST_FILE = 5 << 20;

    private static final long LARGEST_TREE = 256L << 20;
    private static final int MOST_MANIFESTS = 20_000;
    private static final int MOST_ENTRIES = 1_000_000;

    /// Folders within each other; a file system takes no path of more than 4,096 bytes either.
    static final int DEEPEST = 500;

    private static final byte[] LFS = "version https://git-lfs.github.com/".getBytes(StandardCharsets.US_ASCII);

    private final String where;
    private final List<ResourceFile> files = new ArrayList<>();
    private long bytes;
    private int entries;

    /// @param where the name of the whole tree, for people
    ManifestFiles(String where) {
        this.where = where;
    }

    /// Counts an entry of the tree, whatever it is: a small commit can unfold to a tree without end.
    ///
    /// @return whether it is looked at: YAML and JSON; the tree's own `.sops.yaml` holds no manifest
    boolean isManifest(String path) {
        entries++;
        checkBounds();
        String name = path.substring(path.lastIndexOf('/') + 1);
        return (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"))
                && !name.equals(".sops.yaml")
                && !name.equals(".sops.yml");
    }

    void add(ResourceFile file) {
        bytes += file instanceof ResourceFile.Readable readable ? readable.length() : 0;
        files.add(file);
        checkBounds();
    }

    List<ResourceFile> files() {
        return List.copyOf(files);
    }

    private void checkBounds() {
        if (files.size() > MOST_MANIFESTS || bytes > LARGEST_TREE || entries > MOST_ENTRIES) {
            throw new LockstepException(
                    Kind.FILE_UNREADABLE,
                    "holds more than %,d manifests, %,d MiB of them, or %,d files"
                            .formatted(MOST_MANIFESTS, LARGEST_TREE >> 20, MOST_ENTRIES),
                    where,
                    "name a narrower path");
        }
    }

    /// Bytes that were read of a regular file.
    static ResourceFile read(String path, byte[] bytes) {
        if (bytes.length > LARGEST_FILE) {
            return tooLarge(path);
        }
        if (bytes.length >= LFS.length && Arrays.equals(bytes, 0, LFS.length, LFS, 0, LFS.length)) {
            return refused(path, "is a Git LFS pointer", "commit the file itself");
        }
        return new ResourceFile.Readable(path, bytes);
    }

    static ResourceFile refused(String path, String what, String next) {
        return new ResourceFile.Refused(path, new Problem(Kind.FILE_UNREADABLE, what, path, next));
    }

    static ResourceFile tooLarge(String path) {
        return refused(path, "is larger than " + (LARGEST_FILE >> 20) + " MiB", "split the file");
    }
}
