package dev.lockstep.sync.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.ResourceFile;
import dev.lockstep.sync.engine.Revision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceDocumentsTest {
    private static final String WHOLE = """
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: db, namespace: shop}
            spec: {secretStoreRef: {name: vault}, data: [{secretKey: a, remoteRef: {key: a}}]}
            """;

    private static ResourceDocuments read(String text) {
        return ResourceDocuments.of(
                new Revision("1", List.of(new ResourceFile.Readable("a.yaml", text.getBytes(UTF_8)))), "");
    }

    private static List<String> refusals(String text) {
        return read(text).refused().stream()
                .map(outcome -> ((Outcome.Result.Refused) outcome.result()).error())
                .map(error -> error.where() + ": " + error.what())
                .toList();
    }

    @Test
    void takesWhatStandsBesideWhatIsLeftToOthers() {
        var documents = read("- {op: remove, path: /spec, kind: ExternalSecret}\n---\n" + WHOLE);
        assertThat(documents.externalSecrets()).hasSize(1);
        assertThat(documents.refused()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: '{{ .Release.Name }}'}\n",
                "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: {{ .Release.Name }}}\n",
                "apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: a, namespace: '{{ .x }}'}\n",
                "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\n$patch: delete\n",
                "- op: replace\n  path: /spec/secretStoreRef/kind\n  value: ClusterSecretStore\n",
                "about: ExternalSecret of external-secrets.io/v1\nbut: [\n",
            })
    void leavesTemplatesAndPatchesToOthers(String text) {
        var documents = read(text);
        assertThat(documents.refused()).isEmpty();
        assertThat(documents.externalSecrets()).isEmpty();
        assertThat(documents.stores()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apiVersion: external-secrets.io/v1\\nkind: [ | a.yaml:3: is not valid YAML",
                "kind: 'SecretStore'\\nspec: [          | a.yaml:3: is not valid YAML",
                "apiVersion: generators.external-secrets.io/v1alpha1\\nspec: [ | a.yaml:3: is not valid YAML",
            })
    void refusesWhatIsMeantToBeOneOfTheKinds(String text, String said) {
        assertThat(refusals(text.replace("\\n", "\n") + "\n")).containsExactly(said);
    }
}
