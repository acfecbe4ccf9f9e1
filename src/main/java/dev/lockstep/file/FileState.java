package dev.lockstep.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/// Holds what the file system says of a file, links followed. Two equal states mean the same file with the same size,
/// time and rights.
///
/// @param identity device and inode, or what else tells files apart; empty where the system has nothing
/// @param mode POSIX type and permission bits; -1 where there are none
/// @param owner user id; -1 where there is none
/// @param group group id; -1 where there is none
/// @param links names of the file; 1 where that is not known
record FileState(Type type, String identity, long size, FileTime modified, int mode, int owner, int group, int links) {
    enum Type {
        REGULAR,
        DIRECTORY,
        OTHER
    }

    private static final int PERMISSIONS = 07777;
    private static final int TYPE = 0170000;

    static FileState of(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return ofBasic(Files.readAttributes(path, BasicFileAttributes.class));
        }
        // One call of the system for all of them, so that they belong together.
        var unix = Files.readAttributes(path, "unix:dev,ino,size,lastModifiedTime,mode,uid,gid,nlink");
        int mode = (Integer) unix.get("mode");
        return new FileState(
                switch (mode & TYPE) {
                    case 0100000 -> Type.REGULAR;
                    case 0040000 -> Type.DIRECTORY;
                    default -> Type.OTHER;
                },
                unix.get("dev") + ":" + unix.get("ino"),
                (Long) unix.get("size"),
                (FileTime) unix.get("lastModifiedTime"),
                mode,
                (Integer) unix.get("uid"),
                (Integer) unix.get("gid"),
                (Integer) unix.get("nlink"));
    }

    private static FileState ofBasic(BasicFileAttributes basic) {
        var type = basic.isRegularFile() ? Type.REGULAR : basic.isDirectory() ? Type.DIRECTORY : Type.OTHER;
        var identity = basic.fileKey() == null ? "" : basic.fileKey().toString();
        return new FileState(type, identity, basic.size(), basic.lastModifiedTime(), -1, -1, -1, 1);
    }

    /// The permission bits, set-id bits and sticky bit included.
    int permissions() {
        return mode & PERMISSIONS;
    }

    /// Whether this is still the same file with the same content and rights, as far as one can tell without reading it.
    boolean sameAs(FileState other) {
        return identity.equals(other.identity)
                && size == other.size
                && modified.equals(other.modified)
                && mode == other.mode
                && owner == other.owner
                && group == other.group;
    }
}
