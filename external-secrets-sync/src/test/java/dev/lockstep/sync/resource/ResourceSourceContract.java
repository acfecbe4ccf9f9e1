package dev.lockstep.sync.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.ResourceFile;
import dev.lockstep.sync.engine.Revision;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every source must do.
abstract class ResourceSourceContract {
    /// The same one for the time of a test; nothing is in it at first.
    abstract ResourceSource source() throws Exception;

    /// Makes this the whole of the source: path, text, path, text.
    abstract void holds(String... files) throws Exception;

    @Test
    void holdsNothingAtFirst() throws Exception {
        holds();
        assertThat(source().read().files()).isEmpty();
    }

    @Test
    void givesManifestsInTheOrderOfTheirPathsWithTheirBytes() throws Exception {
        holds("b.yaml", "b: 1\r\n", "a/x.yml", "", "a.json", "{}", "c/d/e.yaml", "e: é\n");
        assertThat(texts(source().read()))
                .containsExactlyInAnyOrder("a.json={}", "a/x.yml=", "b.yaml=b: 1\r\n", "c/d/e.yaml=e: é\n");
        assertThat(texts(source().read())).isEqualTo(texts(source().read()));
    }

    @Test
    void looksAtYamlAndJsonAlone() throws Exception {
        holds("a.yaml", "", "README.md", "", ".sops.yaml", "", "x/.sops.yaml", "", "key.txt", "", "a.yaml.bak", "");
        assertThat(texts(source().read())).containsExactly("a.yaml=");
    }

    @Test
    void theVersionChangesWithTheFilesAndOnlyThen() throws Exception {
        holds("a.yaml", "a: 1");
        String first = source().version();
        assertThat(source().version()).isEqualTo(first);
        assertThat(source().read().version()).isEqualTo(first);
        holds("a.yaml", "a: 2");
        String second = source().version();
        assertThat(second).isNotEqualTo(first);
        assertThat(source().read().version()).isEqualTo(second);
        holds("b.yaml", "a: 2");
        assertThat(source().version()).isNotIn(first, second);
    }

    @Test
    void theBytesGivenOutAreTheCallersOwn() throws Exception {
        holds("a.yaml", "a: 1");
        var file = (ResourceFile.Readable) source().read().files().getFirst();
        file.bytes()[0] = 0;
        assertThat(file.bytes()).isEqualTo("a: 1".getBytes(UTF_8));
    }

    @Test
    void refusesAFileThatIsTooLargeByNameAndGivesTheRest() throws Exception {
        holds("a.yaml", "a: 1", "b.yaml", "b".repeat((5 << 20) + 1), "c.yaml", "c".repeat(5 << 20));
        assertThat(refusals(source().read())).containsExactly("b.yaml: is larger than 5 MiB");
        assertThat(source().read().files()).hasSize(3);
    }

    @Test
    void refusesALargeFileStoragePointer() throws Exception {
        holds("a.yaml", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
        assertThat(refusals(source().read())).containsExactly("a.yaml: is a Git LFS pointer");
    }

    static List<String> texts(Revision revision) {
        return revision.files().stream()
                .filter(ResourceFile.Readable.class::isInstance)
                .map(ResourceFile.Readable.class::cast)
                .map(file -> file.path() + "=" + new String(file.bytes(), UTF_8))
                .toList();
    }

    static List<String> refusals(Revision revision) {
        return revision.files().stream()
                .filter(ResourceFile.Refused.class::isInstance)
                .map(file -> ((ResourceFile.Refused) file).problem().line())
                .toList();
    }
}
