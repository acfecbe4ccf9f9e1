package dev.lockstep.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Files are written by [AtomicFile] and nothing else: whatever truncates first can lose the only copy. The terminal is
/// no file, and the sync writes new files into new directories only.
class FileWritesTest {
    private static final Pattern WRITES = Pattern.compile(
            "\\bFiles\\.(write|writeString|newOutputStream|newBufferedWriter"
                    + "|newByteChannel|copy|move|createTempFile|createFile)\\b|\\b(FileWriter|RandomAccessFile|PrintWriter\\(\"?new File)\\b"
                    + "|new FileOutputStream\\((?!FileDescriptor\\.|TERMINAL\\))|\\bStandardOpenOption\\.(WRITE|APPEND|CREATE|TRUNCATE_EXISTING)\\b");

    @Test
    void onlyThisPackageWritesFiles() throws IOException {
        var root = Path.of(System.getProperty("lockstep.root", ".."));
        var offences = new ArrayList<String>();
        int sources = 0;
        for (var source : sources(root)) {
            sources++;
            var lines = Files.readAllLines(source);
            for (int i = 0; i < lines.size(); i++) {
                var line = lines.get(i).strip();
                if (!line.startsWith("//") && WRITES.matcher(line).find()) {
                    offences.add(root.relativize(source) + ":" + (i + 1) + ": " + line);
                }
            }
        }
        assertThat(sources).isGreaterThan(20);
        assertThat(offences).isEmpty();
    }

    @Test
    void knowsTheCallsThatItForbids() {
        assertThat(List.of(
                        "Files.write(path, bytes);",
                        "try (var out = Files.newOutputStream(path)) {",
                        "new FileOutputStream(file)",
                        "FileChannel.open(path, StandardOpenOption.WRITE)",
                        "new RandomAccessFile(file, \"rw\")"))
                .allMatch(line -> WRITES.matcher(line).find());
        assertThat("new FileOutputStream(FileDescriptor.out)").doesNotContainPattern(WRITES);
        assertThat("FileChannel.open(path, StandardOpenOption.READ)").doesNotContainPattern(WRITES);
    }

    /// The sources of what is shipped: every module but the tools of the build.
    private static List<Path> sources(Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            return paths.filter(path -> {
                        var name = "/" + root.relativize(path).toString().replace('\\', '/');
                        return name.endsWith(".java")
                                && name.contains("/main/java/")
                                && !name.startsWith("/build/")
                                && !name.contains("/dev/lockstep/sync/sink/")
                                && !name.contains("/dev/lockstep/file/");
                    })
                    .toList();
        }
    }
}
