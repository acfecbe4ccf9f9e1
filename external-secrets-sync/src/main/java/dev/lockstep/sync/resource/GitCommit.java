package dev.lockstep.sync.resource;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.ResourceFile;
import dev.lockstep.sync.engine.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/// The manifests of a commit in a local Git repository. Blobs come from the object database: there is no work tree, so
/// no link is followed, no hook, filter or attribute runs. The version is the commit's id.
public final class GitCommit implements ResourceSource, AutoCloseable {
    private final Repository repository;
    private final Path place;
    private final String ref;
    private final String folder;

    private GitCommit(Repository repository, Path place, String ref, String folder) {
        this.repository = repository;
        this.place = place;
        this.ref = ref;
        this.folder = folder;
    }

    /// Opens a repository: a bare one, or the folder that holds `.git`.
    ///
    /// @param ref a branch, tag or commit; `HEAD` for what is checked out
    /// @param folder only what lies below, with `/`; empty for the whole tree
    /// @throws LockstepException `FILE_NOT_FOUND`
    public static GitCommit open(Path place, String ref, String folder) {
        var builder = new FileRepositoryBuilder().setMustExist(true);
        Path git = place.resolve(Constants.DOT_GIT);
        try {
            builder.setGitDir((git.toFile().isDirectory() ? git : place).toFile());
            return new GitCommit(builder.build(), place, ref, folder);
        } catch (IOException e) {
            throw new LockstepException(
                    Kind.FILE_NOT_FOUND,
                    "is not a Git repository",
                    place.toString(),
                    "name the folder that holds .git");
        }
    }

    @Override
    public String version() {
        return head().name();
    }

    private ObjectId head() {
        try {
            var id = repository.resolve(ref + "^{commit}");
            if (id == null) {
                throw new LockstepException(
                        Kind.FILE_NOT_FOUND,
                        "has no commit " + ref,
                        place.toString(),
                        "name a branch, tag or commit that exists there");
            }
            return id;
        } catch (IOException e) {
            throw unreadable();
        }
    }

    @Override
    public Revision read() {
        var head = head();
        var files = new ArrayList<ResourceFile>();
        long bytes = 0;
        try (var walk = new RevWalk(repository);
                var tree = tree(walk.parseCommit(head))) {
            while (tree.next()) {
                String path = tree.getPathString();
                if (!ManifestFiles.isManifest(path)) {
                    continue;
                }
                var file = file(tree, path);
                bytes += file instanceof ResourceFile.Readable readable ? readable.bytes().length : 0;
                files.add(file);
                if (files.size() > ManifestFiles.MOST_FILES || bytes > ManifestFiles.LARGEST_TREE) {
                    throw ManifestFiles.treeTooLarge(place.toString());
                }
            }
        } catch (IOException e) {
            throw unreadable();
        }
        return new Revision(head.name(), files);
    }

    private TreeWalk tree(RevCommit commit) throws IOException {
        var tree = new TreeWalk(repository);
        tree.addTree(commit.getTree());
        tree.setRecursive(true);
        if (!folder.isEmpty()) {
            tree.setFilter(PathFilter.create(folder));
        }
        return tree;
    }

    private static ResourceFile file(TreeWalk tree, String path) throws IOException {
        var mode = tree.getFileMode(0);
        if (!mode.equals(FileMode.REGULAR_FILE) && !mode.equals(FileMode.EXECUTABLE_FILE)) {
            return ManifestFiles.refused(path, "is a link or a submodule", "commit a regular file in its place");
        }
        ObjectReader reader = tree.getObjectReader();
        try {
            var blob = reader.open(tree.getObjectId(0), Constants.OBJ_BLOB);
            return blob.getSize() > ManifestFiles.LARGEST_FILE
                    ? ManifestFiles.tooLarge(path)
                    : new ResourceFile.Readable(path, blob.getCachedBytes(ManifestFiles.LARGEST_FILE));
        } catch (MissingObjectException e) {
            return ManifestFiles.refused(path, "is missing from the repository", "fetch the commit whole");
        }
    }

    private LockstepException unreadable() {
        return new LockstepException(
                Kind.FILE_UNREADABLE, "commit " + ref + " cannot be read", place.toString(), "run git fsck there");
    }

    @Override
    public void close() {
        repository.close();
    }
}
