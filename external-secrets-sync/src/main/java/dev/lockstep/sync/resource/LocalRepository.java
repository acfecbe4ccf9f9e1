package dev.lockstep.sync.resource;

import dev.lockstep.file.TrustedOwners;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/// Opens Git repositories on this machine for reading, as if there were no work tree.
final class LocalRepository {
    private static final String LINK = "gitdir: ";

    static {
        IsolatedSystem.install();
    }

    private LocalRepository() {}

    static Repository open(Path place) {
        try {
            var directory = gitDirectory(place);
            requireTrusted(directory, place);
            var builder = new FileRepositoryBuilder().setBare().setMustExist(true);
            var repository = builder.setGitDir(directory.toFile()).build();
            requireSha1(repository, place);
            return repository;
        } catch (IOException | IllegalArgumentException e) {
            throw new LockstepException(
                    Kind.FILE_NOT_FOUND,
                    "is not a Git repository",
                    place.toString(),
                    "name the folder that holds .git");
        }
    }

    /// `.git` below, which is a file in linked work trees and submodules, or the place itself.
    private static Path gitDirectory(Path place) throws IOException {
        var git = place.resolve(Constants.DOT_GIT);
        if (Files.isDirectory(git)) {
            return git;
        }
        if (!Files.isRegularFile(git)) {
            return place;
        }
        String link = Files.readString(git).strip();
        if (!link.startsWith(LINK)) {
            throw new IOException("not a link to a repository");
        }
        return place.resolve(link.substring(LINK.length())).normalize();
    }

    /// Whoever names a folder vouches for its owner, as of a volume that another container fills, and for nobody else:
    /// anybody could have put a `.git` into a folder that all may write to.
    private static void requireTrusted(Path directory, Path place) throws IOException {
        var owners = new TrustedOwners("").andOwnerOf(place);
        var git = place.resolve(Constants.DOT_GIT);
        for (var file : List.of(directory, Files.exists(git, LinkOption.NOFOLLOW_LINKS) ? git : directory)) {
            var stranger = owners.stranger(file);
            if (stranger != null) {
                throw new LockstepException(
                        Kind.FILE_UNREADABLE,
                        "belongs to " + stranger + ", neither to you nor to the owner of " + place,
                        file.toString(),
                        "if you trust it, name the repository itself: " + directory);
            }
        }
    }

    private static void requireSha1(Repository repository, Path place) {
        String format = repository.getConfig().getString("extensions", null, "objectformat");
        if (format != null && !format.equals("sha1")) {
            repository.close();
            throw new LockstepException(
                    Kind.FILE_UNREADABLE,
                    "is a repository with " + format + " object names, which are not read yet",
                    place.toString(),
                    "check it out, and name the directory instead");
        }
    }
}
