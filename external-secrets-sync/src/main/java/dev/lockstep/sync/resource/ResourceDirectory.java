package dev.lockstep.sync.resource;

import dev.lockstep.FilePlace;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.ResourceFile;
import dev.lockstep.sync.engine.Revision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.jspecify.annotations.Nullable;

/// Reads the manifests below a directory. Links below it are not followed, `.git` is not entered; the directory itself
/// may be a link, and is resolved again each time. The version is a digest of paths and bytes.
///
/// A directory changes file by file. One that has changed just now is read again until it holds still for a moment, so
/// that a file which is about to be replaced does not look as if it were gone.
public final class ResourceDirectory implements ResourceSource {
    private static final int TRIES = 20;
    private static final Duration PAUSE = Duration.ofMillis(100);
    /// Within this time of a change another one may leave the same time stamp.
    private static final Duration RACY = Duration.ofSeconds(2);

    private final Path place;
    private Known known = new Known(new TreeMap<>(), "", Instant.EPOCH);

    private ResourceDirectory(Path place) {
        this.place = place;
    }

    /// What tells that a file is the same as before, or that a directory has the same names.
    private record Stamp(boolean directory, @Nullable Object key, long size, FileTime modified) {
        static Stamp of(BasicFileAttributes attributes) {
            return new Stamp(
                    attributes.isDirectory(), attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
        }
    }

    /// What was read last, and the tree it was read from.
    private record Known(TreeMap<Path, Stamp> stamps, String version, Instant at) {
        boolean holds(TreeMap<Path, Stamp> now) {
            return !version.isEmpty() && stamps.equals(now) && isOlder(now, at);
        }
    }

    private static boolean isOlder(TreeMap<Path, Stamp> stamps, Instant at) {
        var settled = FileTime.from(at.minus(RACY));
        return stamps.values().stream().allMatch(stamp -> stamp.modified().compareTo(settled) < 0);
    }

    /// @throws LockstepException `FILE_NOT_FOUND` if there is no such directory
    public static ResourceDirectory open(Path place) {
        if (!Files.isDirectory(place)) {
            throw notFound(place);
        }
        return new ResourceDirectory(place);
    }

    private static LockstepException notFound(Path place) {
        return new LockstepException(Kind.FILE_NOT_FOUND, "is not a directory", place.toString(), "name a directory");
    }

    @Override
    public List<Path> places() {
        return List.of(place);
    }

    @Override
    public FilePlace placeOf(String path) {
        return FilePlace.in(place.toAbsolutePath(), path);
    }

    @Override
    public String version() {
        try {
            if (known.holds(scan(root()))) {
                return known.version();
            }
        } catch (IOException e) {
            // The thorough reading below says what is wrong, if it still is.
        }
        return read().version();
    }

    @Override
    public Revision read() {
        try {
            for (int i = 0; i < TRIES; i++) {
                var revision = tryToRead();
                if (revision != null) {
                    return revision;
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new LockstepException(
                Kind.FILE_CHANGED_MEANWHILE,
                "changes all the time while it is read",
                place.toString(),
                "try again when nobody writes there");
    }

    private @Nullable Revision tryToRead() throws IOException, InterruptedException {
        var root = root();
        var at = Instant.now();
        try {
            var before = scan(root);
            if (!isOlder(before, at)) {
                Thread.sleep(PAUSE);
            }
            var files = new ManifestFiles(place.toString());
            for (var entry : before.entrySet()) {
                String path = name(root, entry.getKey());
                if (!entry.getValue().directory() && files.isManifest(path)) {
                    files.add(read(path, entry.getKey()));
                }
            }
            if (!before.equals(scan(root))) {
                return null;
            }
            var revision = new Revision(digest(files.files()), files.files());
            known = new Known(before, revision.version(), at);
            return revision;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private Path root() throws IOException {
        try {
            var root = place.toRealPath();
            if (Files.isDirectory(root)) {
                return root;
            }
        } catch (NoSuchFileException e) {
            // told below
        }
        throw notFound(place);
    }

    private static String name(Path root, Path file) {
        return root.relativize(file).toString();
    }

    /// All that may be a manifest and the directories that lead there, in the order of the paths.
    private TreeMap<Path, Stamp> scan(Path root) throws IOException {
        var stamps = new TreeMap<Path, Stamp>();
        var bounds = new ManifestFiles(place.toString());
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (directory.endsWith(".git") && !directory.equals(root)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                stamps.put(directory, Stamp.of(attributes));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (bounds.isManifest(name(root, file))) {
                    stamps.put(file, Stamp.of(attributes));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return stamps;
    }

    private static ResourceFile read(String path, Path file) throws IOException {
        // Before it is opened: opening a pipe would wait for somebody who writes.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return ManifestFiles.refused(path, "is not a regular file", "put a regular file in its place");
        }
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return ManifestFiles.read(path, in.readNBytes(ManifestFiles.LARGEST_FILE + 1));
        } catch (AccessDeniedException e) {
            return ManifestFiles.refused(path, "cannot be read", "check its permissions");
        }
    }

    private LockstepException unreadable(IOException e) {
        boolean denied = e instanceof AccessDeniedException;
        String where = e instanceof AccessDeniedException known && known.getFile() != null
                ? known.getFile()
                : place.toString();
        return new LockstepException(
                Kind.FILE_UNREADABLE, "cannot be read", where, denied ? "check its permissions" : "check the disk");
    }

    private static String digest(List<ResourceFile> files) {
        var digest = new SHA256Digest();
        for (var file : files) {
            update(digest, file.path().getBytes(StandardCharsets.UTF_8));
            switch (file) {
                case ResourceFile.Readable readable -> update(digest, readable.bytes());
                case ResourceFile.Refused(_, var problem) ->
                    update(digest, problem.what().getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return "sha256:" + HexFormat.of().formatHex(out);
    }

    private static void update(SHA256Digest digest, byte[] bytes) {
        // The length keeps the border between two files in the digest.
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (bytes.length >> shift));
        }
        digest.update(bytes, 0, bytes.length);
    }
}
