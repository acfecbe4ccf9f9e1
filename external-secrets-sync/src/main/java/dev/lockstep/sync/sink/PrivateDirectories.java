package dev.lockstep.sync.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Directories 0700 and files 0400, from the moment they exist. Links are never followed.
final class PrivateDirectories {
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("r--------");
    private static final Set<PosixFilePermission> LOCK = PosixFilePermissions.fromString("rw-------");

    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY = PosixFilePermissions.asFileAttribute(DIRECTORY);

    private PrivateDirectories() {}

    /// Makes a directory; one that is there stays as it is.
    static void create(Path directory) throws IOException {
        if (!isDirectory(directory)) {
            Files.createDirectory(directory, OWNER_ONLY);
            // The umask may have taken away more than is meant.
            Files.setPosixFilePermissions(directory, DIRECTORY);
            sync(directory.getParent());
        }
    }

    /// Makes a directory with a name of its own.
    static Path createUnique(Path parent, String prefix) throws IOException {
        String name = prefix + "%016x".formatted(ThreadLocalRandom.current().nextLong());
        var directory = Files.createDirectory(parent.resolve(name), OWNER_ONLY);
        Files.setPosixFilePermissions(directory, DIRECTORY);
        return directory;
    }

    /// Writes a new file to the end and to the disk.
    static void write(Path file, byte[] bytes) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(FILE))) {
            Files.setPosixFilePermissions(file, FILE);
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /// Opens and locks a file, which is made if it is missing; null if another process, or another part of this one,
    /// has it.
    static @Nullable FileChannel lock(Path file) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        var channel = FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(LOCK));
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
            return locked ? channel : null;
        } catch (OverlappingFileLockException e) {
            return null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    static boolean isPrivate(Path directory) throws IOException {
        return isDirectory(directory) && permissions(directory).equals(DIRECTORY);
    }

    static boolean isReadOnlyFile(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && permissions(file).equals(FILE);
    }

    private static Set<PosixFilePermission> permissions(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .permissions();
    }

    /// Where a link points; empty if it is none.
    static String linkTarget(Path link) throws IOException {
        if (!Files.isSymbolicLink(link)) {
            return "";
        }
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (NotLinkException e) {
            return "";
        }
    }

    /// The names in a directory, in order; the caller may change the set.
    static SortedSet<String> names(Path directory) throws IOException {
        var names = new TreeSet<String>();
        try (var entries = Files.newDirectoryStream(directory)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /// Makes the names in a directory durable.
    static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Deletes a directory and all below.
    static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
