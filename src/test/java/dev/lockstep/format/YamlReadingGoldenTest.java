package dev.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Reads every file in `testdata/files/yaml/reading` and compares with the tree beside it. `-Dgolden=write` writes the
/// trees again.
///
/// The trees were compared with what sops 3.13.3 loads; they differ from it only in comments that go-yaml loses.
class YamlReadingGoldenTest {
    private static Stream<Path> files() throws IOException {
        var folder = Path.of(System.getProperty("lockstep.root"), "testdata", "files", "yaml", "reading");
        try (var entries = Files.list(folder)) {
            return entries.filter(path -> path.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsTheTreeThatIsWrittenBesideTheFile(Path file) throws IOException {
        var golden = Path.of(file.toString().replaceAll("yaml$", "tree"));
        String tree;
        try (var document = YamlReader.read(Files.readAllBytes(file))) {
            tree = YamlTreeText.of(document);
        }
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(golden, tree);
        }
        assertThat(tree).isEqualTo(Files.readString(golden));
    }
}
