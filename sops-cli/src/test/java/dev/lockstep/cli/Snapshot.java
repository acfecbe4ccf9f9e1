package dev.lockstep.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// All files below a directory, each as one line of type, mode, owner, time and content: what a refused run must leave
/// as it was.
record Snapshot(Map<String, String> files) {
    static Snapshot of(Path directory) {
        var files = new TreeMap<String, String>();
        try (var paths = Files.walk(directory)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                files.put(directory.relativize(path).toString(), line(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Snapshot(files);
    }

    private static String line(Path path) throws IOException {
        // The time of a directory also changes when a temporary file has come and gone, that of a pipe when it is read.
        var which = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                ? "mode,uid,gid,ino,lastModifiedTime"
                : "mode,uid,gid,ino";
        var attributes = new TreeMap<>(Files.readAttributes(path, "unix:" + which, LinkOption.NOFOLLOW_LINKS));
        return attributes + " " + content(path);
    }

    private static String content(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "-> " + Files.readSymbolicLink(path);
        }
        if (!Files.isRegularFile(path) || !Files.isReadable(path) || Files.size(path) > 1 << 22) {
            return "";
        }
        return HexFormat.of().formatHex(Files.readAllBytes(path));
    }
}
