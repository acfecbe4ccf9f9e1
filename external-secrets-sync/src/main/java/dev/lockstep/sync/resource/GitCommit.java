package dev.lockstep.sync.resource;

import dev.lockstep.FilePlace;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/// Reads the manifests of a commit in a local Git repository. Blobs come from the object database: there is no work
/// tree, so no link is followed, no hook, filter or attribute runs. Nothing is written to the repository. The version
/// is the commit's id; which commit that is, the ref alone says, so a branch that was moved back or elsewhere is
/// followed.
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

    /// Opens a repository: a bare one, the folder that holds `.git`, or a linked work tree.
    ///
    /// @param ref a branch, tag or commit; `HEAD` for what is checked out
    /// @param folder only what lies below, with `/`; may be one file; empty for the whole tree
    /// @throws LockstepException `FILE_NOT_FOUND`, `FILE_UNREADABLE` for a kind of repository that is not served,
    /// `USAGE`
    public static GitCommit open(Path place, String ref, String folder) {
        String path = normalized(folder);
        return new GitCommit(LocalRepository.open(place), place, ref, path);
    }

    private static String normalized(String folder) {
        var path = new StringBuilder();
        for (var part : folder.split("/", -1)) {
            if (part.equals("..")) {
                throw new LockstepException(
                        Kind.USAGE, "the path has a .. in it", folder, "name it from the tree's root");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                path.append(path.isEmpty() ? "" : "/").append(part);
            }
        }
        return path.toString();
    }

    @Override
    public List<Path> places() {
        // The folder that holds .git is a work tree: what lies there may get committed.
        var git = repository.getDirectory().toPath();
        return Files.exists(place.resolve(Constants.DOT_GIT)) ? List.of(place, git) : List.of(git);
    }

    @Override
    public FilePlace placeOf(String path) {
        return FilePlace.inCommit(path);
    }

    @Override
    public String version() {
        return bounded(() -> head().name());
    }

    private ObjectId head() throws IOException {
        try {
            // Without it a reftable is not looked at again.
            repository.getRefDatabase().refresh();
            var id = repository.resolve(ref + "^{commit}");
            if (id == null) {
                throw noCommit("has no commit " + ref);
            }
            return id;
        } catch (RevisionSyntaxException e) {
            throw noCommit("cannot have a commit of the name " + ref);
        } catch (AmbiguousObjectException e) {
            throw noCommit("has more than one object " + ref);
        } catch (IncorrectObjectTypeException e) {
            throw noCommit("has no commit " + ref + ", but something else of that name");
        }
    }

    private LockstepException noCommit(String what) {
        return new LockstepException(
                Kind.FILE_NOT_FOUND, what, place.toString(), "name a branch, tag or commit that exists there");
    }

    @Override
    public Revision read() {
        return bounded(() -> {
            var head = head();
            var files = new ManifestFiles(place.toString());
            try (var walk = new RevWalk(repository)) {
                new CommitTree(walk.getObjectReader(), files)
                        .collect(root(walk.parseCommit(head).getTree()));
            }
            return new Revision(head.name(), files.files());
        });
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /// What a repository holds must not end the process: JGit takes commits, tags and trees into memory whole, and
    /// trips over some that are damaged.
    private <T> T bounded(Reading<T> reading) {
        try {
            return reading.read();
        } catch (LockstepException e) {
            throw e;
        } catch (OutOfMemoryError | LargeObjectException e) {
            throw new LockstepException(
                    Kind.FILE_UNREADABLE,
                    "commit " + ref + " has an object that is too large",
                    place.toString(),
                    "name another commit");
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw unreadable();
        }
    }

    /// Where the walk begins. A folder that is gone is no folder without manifests: pruning would take all Secrets for
    /// unwanted.
    private CommitTree.Entry root(RevTree tree) throws IOException {
        if (folder.isEmpty()) {
            return new CommitTree.Entry("", FileMode.TREE, tree);
        }
        try (var found = TreeWalk.forPath(repository, folder, tree)) {
            if (found == null) {
                throw new LockstepException(
                        Kind.FILE_NOT_FOUND,
                        "commit " + ref + " has no folder " + folder,
                        place.toString(),
                        "name a folder of the tree with --path");
            }
            return new CommitTree.Entry(folder, found.getFileMode(0), found.getObjectId(0));
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
