package dev.lockstep.sync.resource;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.ResourceFile;
import dev.lockstep.sync.engine.Revision;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.TreeMap;
import org.bouncycastle.crypto.digests.SHA256Digest;

/// The manifests below a directory. Links are not followed, `.git` is not entered. The version is a digest of paths and
/// bytes.
public final class ResourceDirectory implements ResourceSource {
    private final Path root;

    private ResourceDirectory(Path root) {
        this.root = root;
    }

    /// @throws LockstepException `FILE_NOT_FOUND` if there is no such directory
    public static ResourceDirectory open(Path root) {
        if (!Files.isDirectory(root)) {
            throw new LockstepException(Kind.FILE_NOT_FOUND, "is not a directory", root.toString(), "name a directory");
        }
        return new ResourceDirectory(root);
    }

    @Override
    public String version() {
        return read().version();
    }

    @Override
    public Revision read() {
        var found = new TreeMap<String, ResourceFile>();
        try {
            Files.walkFileTree(root, new Reader(found));
        } catch (IOException e) {
            throw new LockstepException(
                    Kind.FILE_UNREADABLE, "cannot be read", root.toString(), "check its permissions");
        }
        return new Revision(digest(found), List.copyOf(found.values()));
    }

    private final class Reader extends SimpleFileVisitor<Path> {
        private final TreeMap<String, ResourceFile> found;
        private long bytes;

        Reader(TreeMap<String, ResourceFile> found) {
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean git = directory.endsWith(".git") && !directory.equals(root);
            return git ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            String path = root.relativize(file).toString().replace('\\', '/');
            if (ManifestFiles.isManifest(path)) {
                var read = read(path, file, attributes);
                bytes += attributes.size();
                found.put(path, read);
                if (found.size() > ManifestFiles.MOST_FILES || bytes > ManifestFiles.LARGEST_TREE) {
                    throw ManifestFiles.treeTooLarge(root.toString());
                }
            }
            return FileVisitResult.CONTINUE;
        }

        private static ResourceFile read(String path, Path file, BasicFileAttributes attributes) throws IOException {
            if (!attributes.isRegularFile()) {
                return ManifestFiles.refused(path, "is not a regular file", "put a regular file in its place");
            }
            if (attributes.size() > ManifestFiles.LARGEST_FILE) {
                return ManifestFiles.tooLarge(path);
            }
            try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                byte[] bytes = in.readNBytes(ManifestFiles.LARGEST_FILE + 1);
                return bytes.length > ManifestFiles.LARGEST_FILE
                        ? ManifestFiles.tooLarge(path)
                        : new ResourceFile.Readable(path, bytes);
            } catch (java.nio.file.AccessDeniedException e) {
                return ManifestFiles.refused(path, "cannot be read", "check its permissions");
            }
        }
    }

    private static String digest(TreeMap<String, ResourceFile> files) {
        var digest = new SHA256Digest();
        files.forEach((path, file) -> {
            update(digest, path.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            switch (file) {
                case ResourceFile.Readable readable -> update(digest, readable.bytes());
                case ResourceFile.Refused _ -> digest.update((byte) 0);
            }
        });
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return "sha256:" + java.util.HexFormat.of().formatHex(out);
    }

    private static void update(SHA256Digest digest, byte[] bytes) {
        // The length keeps the border between two files in the digest.
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (bytes.length >> shift));
        }
        digest.update(bytes, 0, bytes.length);
    }
}
