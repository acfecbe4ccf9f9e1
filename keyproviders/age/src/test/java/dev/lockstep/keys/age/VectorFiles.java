package dev.lockstep.keys.age;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Published test vectors, which lie outside the repository. Absent ones are a visible skip, or a failure where they are
/// required.
final class VectorFiles {
    private VectorFiles() {}

    static Path folder(String name) {
        var folder = Path.of(System.getProperty("lockstep.vectors", "../../../shared/vectors")).resolve(name);
        if (!Files.isDirectory(folder)) {
            assertFalse(Boolean.getBoolean("lockstep.requireVectors"), "required vectors are absent: " + name);
            assumeTrue(false, "vectors are absent: " + name);
        }
        return folder;
    }

    static byte[] bytes(String name) {
        var file = Path.of(name);
        try {
            return Files.readAllBytes(folder(file.getParent().toString()).resolve(file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> files(String name) {
        try (var files = Files.list(folder(name))) {
            var list = files.filter(Files::isRegularFile).sorted().toList();
            assertFalse(list.isEmpty(), "no vectors in " + name);
            return list;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
