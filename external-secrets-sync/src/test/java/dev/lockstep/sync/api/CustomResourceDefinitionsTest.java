package dev.lockstep.sync.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The CRDs in `deploy/crds` are those of the Java types; `-Dgolden=write` writes them again, to be reviewed as a diff.
class CustomResourceDefinitionsTest {
    private static final Path DIRECTORY = Path.of(System.getProperty("lockstep.root"), "deploy", "crds");

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "externalsecrets.external-secrets.io",
                "secretstores.external-secrets.io",
                "clustersecretstores.external-secrets.io"
            })
    void isGeneratedFromItsType(String name, @TempDir Path fresh) throws IOException {
        var file = DIRECTORY.resolve(name + ".yaml");
        CustomResourceDefinitions.write(fresh);
        String generated = Files.readString(fresh.resolve(name + "-v1.yml"));
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(DIRECTORY);
            Files.writeString(file, generated);
        }
        assertThat(generated).isEqualTo(Files.readString(file));
    }
}
