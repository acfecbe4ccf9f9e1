package dev.lockstep.sync.resource;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.sync.engine.ResourceFile;

/// Which files of a tree are looked at, and the bounds that every source keeps.
final class ManifestFiles {
    /// Of one file, in bytes; the API server takes no Secret above 1 MiB, its ciphertext is below twice that.
    static final int LARGEST_FILE = 5 << 20;
    /// Of all files of one revision, in bytes.
    static final long LARGEST_TREE = 256L << 20;
    /// Files of one revision.
    static final int MOST_FILES = 20_000;

    private ManifestFiles() {}

    /// YAML and JSON files; the tree's own `.sops.yaml` holds no manifest.
    static boolean isManifest(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"))
                && !name.equals(".sops.yaml")
                && !name.equals(".sops.yml");
    }

    static ResourceFile refused(String path, String what, String next) {
        return new ResourceFile.Refused(path, new Problem(Kind.FILE_UNREADABLE, what, path, next));
    }

    static ResourceFile tooLarge(String path) {
        return refused(path, "is larger than " + (LARGEST_FILE >> 20) + " MiB", "split the file");
    }

    static LockstepException treeTooLarge(String where) {
        return new LockstepException(
                Kind.FILE_UNREADABLE,
                "holds more than " + MOST_FILES + " manifests or " + (LARGEST_TREE >> 20) + " MiB of them",
                where,
                "name a narrower path");
    }
}
