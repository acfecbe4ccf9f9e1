package dev.lockstep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Holds where a file lies, as its reader knows it: what the path that a file may be bound to is compared with.
///
/// Within a Git repository a path counts from the repository's root, and must be the very one. Elsewhere the root is
/// not known: the end of the file's path must be the one that it is bound to.
public final class FilePlace {
    private static final FilePlace UNKNOWN = new FilePlace(null, "");

    private final @Nullable Path path;
    private final String below;

    private FilePlace(@Nullable Path path, String below) {
        this.path = path;
        this.below = below;
    }

    /// The place of standard input: no bound path holds there.
    public static FilePlace unknown() {
        return UNKNOWN;
    }

    /// @param path absolute
    public static FilePlace of(Path path) {
        return new FilePlace(path, "");
    }

    /// A file in a folder that is read as a whole.
    ///
    /// @param below its path in the folder, with `/`: at least so much of a path must agree, so that a copy of folders
    ///     inside other folders is told from them
    public static FilePlace in(Path folder, String below) {
        return new FilePlace(folder.resolve(below), below);
    }

    /// @param path in the tree of a commit, with `/`
    public static FilePlace inCommit(String path) {
        return new FilePlace(null, path);
    }

    /// The path to bind a file here to, with `/`: from the root of its repository, or else from a folder.
    ///
    /// @return empty if the file lies outside both
    public static String pathFor(Path file, Path folder) {
        var real = resolved(file);
        var root = repositoryOf(real);
        var base = root == null ? resolved(folder) : root;
        return real.startsWith(base) ? withSlashes(base.relativize(real)) : "";
    }

    /// Whether a file that is bound to this path is at its place here.
    boolean is(String bound) {
        if (path == null) {
            return bound.equals(below);
        }
        var real = resolved(path);
        var root = repositoryOf(real);
        if (root != null) {
            return bound.equals(withSlashes(root.relativize(real)));
        }
        boolean covers = parts(bound) >= parts(below);
        return covers && ("/" + withSlashes(real)).endsWith("/" + bound);
    }

    /// The place in a message, behind "the file".
    String words() {
        if (path == null) {
            return below.isEmpty() ? "where it lies is not known" : "lies at " + below;
        }
        var real = resolved(path);
        var root = repositoryOf(real);
        return "lies at " + (root == null ? real : withSlashes(root.relativize(real)));
    }

    /// Links are followed, since a file that is replaced is what a link leads to. What does not exist yet counts as
    /// named.
    private static Path resolved(Path file) {
        var absolute = file.toAbsolutePath().normalize();
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            var parent = absolute.getParent();
            return parent == null ? absolute : resolved(parent).resolve(absolute.getFileName());
        }
    }

    /// The nearest folder above that Git takes for a work tree. A name `.git` cannot be committed, so nobody gets one
    /// into a repository by a commit.
    private static @Nullable Path repositoryOf(Path file) {
        for (var folder = file.getParent(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".git"))) {
                return folder;
            }
        }
        return null;
    }

    private static int parts(String path) {
        int parts = path.isEmpty() ? 0 : 1;
        for (int i = 0; i < path.length(); i++) {
            parts += path.charAt(i) == '/' ? 1 : 0;
        }
        return parts;
    }

    private static String withSlashes(Path path) {
        var text = new StringBuilder();
        for (var name : path) {
            text.append(text.isEmpty() ? "" : "/").append(name);
        }
        return text.toString();
    }
}
