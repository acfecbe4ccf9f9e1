package dev.lockstep.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The published test vectors, which lie outside the repository: at the system property `lockstep.vectors`.
///
/// A set that is absent skips the test, visibly; with `-Dlockstep.requireVectors=true`, as CI runs, it fails it. An
/// empty set always fails.
public final class Vectors {
    private Vectors() {}

    /// A file or directory of the vectors, by its path inside them: `wycheproof/aes_gcm_test.json`.
    public static Path path(String name) {
        var root = Path.of(System.getProperty("lockstep.vectors", "../shared/vectors"));
        var path = root.resolve(name);
        if (Files.exists(path)) {
            return path;
        }
        var message = "vectors are absent: " + name + " (lockstep.vectors=" + root + ")";
        if (Boolean.getBoolean("lockstep.requireVectors")) {
            throw new AssertionError(message);
        }
        return abort(message);
    }

    /// The CRDs of the External Secrets Operator, unchanged.
    public static Path esoCrds() {
        var root = Path.of(System.getProperty("lockstep.vectors", "../shared/vectors"));
        var beside = root.resolveSibling("peers").resolve("kube-crds/eso-v2.9.0.yaml");
        return Files.exists(beside) ? beside : path("eso-crds/eso-v2.9.0.yaml");
    }

    public static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /// The entries of a directory, by name.
    public static List<Path> list(String directory) {
        try (var entries = Files.list(path(directory))) {
            var list = entries.sorted().toList();
            if (list.isEmpty()) {
                throw new AssertionError("no vectors in " + directory);
            }
            return list;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The tests of a Wycheproof file, each with the fields of its group where it has none of that name.
    public static List<Json> wycheproof(String name) {
        var tests = Json.parse(bytes("wycheproof/" + name)).get("testGroups").items().stream()
                .flatMap(group -> group.get("tests").items().stream().map(test -> test.within(group)))
                .toList();
        if (tests.isEmpty()) {
            throw new AssertionError("no tests in " + name);
        }
        return tests;
    }
}
