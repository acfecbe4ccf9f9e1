package dev.lockstep.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class VersionTest {
    private static final Path ROOT = Path.of(System.getProperty("lockstep.root", ".."));

    @Test
    void programsManifestsAndDocumentsHaveTheVersionOfTheBuild() throws IOException {
        var version = found("pom.xml", "<artifactId>lockstep</artifactId>\\s*<version>(.*?)</version>");
        assertThat(version).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(found("deploy/kustomization.yaml", "newTag: (\\S+)")).isEqualTo(version);
        for (var file : new String[] {
            "sops-cli/src/main/resources/dev/lockstep/cli/version.txt",
            "external-secrets-sync/src/main/resources/dev/lockstep/sync/version.txt"
        }) {
            assertThat(Files.readString(ROOT.resolve(file)).strip()).isEqualTo("${project.version}");
        }
    }

    private static String found(String file, String pattern) throws IOException {
        var matcher = Pattern.compile(pattern).matcher(Files.readString(ROOT.resolve(file)));
        assertThat(matcher.find()).as(file).isTrue();
        return matcher.group(1);
    }
}
