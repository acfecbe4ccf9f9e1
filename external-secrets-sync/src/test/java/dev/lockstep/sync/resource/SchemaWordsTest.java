package dev.lockstep.sync.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.sync.api.ExternalSecret;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the schema admits in the fields of a few words is what the reading knows.
class SchemaWordsTest {
    private static final Path CRD =
            Path.of(System.getProperty("lockstep.root"), "deploy", "crds", "externalsecrets.external-secrets.io.yaml");
    private static final String REFERENCE = "/data/items/properties/remoteRef/properties/";

    private static final String ENTRY = "secretStoreRef: {name: s}, data: [{secretKey: A, remoteRef: {key: a}}]";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/refreshPolicy                             | refreshPolicy: WORD, " + ENTRY,
                "/secretStoreRef/properties/kind            | secretStoreRef: {name: s, kind: WORD}, data: [{secretKey: A, remoteRef: {key: a}}]",
                "/target/properties/creationPolicy          | target: {creationPolicy: WORD}, " + ENTRY,
                "/target/properties/deletionPolicy          | target: {deletionPolicy: WORD}, " + ENTRY,
                "REF/metadataPolicy                         | REF {key: a, metadataPolicy: WORD}",
                "REF/conversionStrategy                     | REF {key: a, conversionStrategy: WORD}",
                "REF/decodingStrategy                       | REF {key: a, decodingStrategy: WORD}",
                "REF/nullBytePolicy                         | REF {key: a, nullBytePolicy: WORD}",
            })
    void areAllKnown(String pointer, String fields) throws IOException {
        var words = schema().at(pointer.replace("REF/", REFERENCE)).path("enum");
        assertThat(words.size()).isGreaterThan(1);
        for (var word : words) {
            assertThat(SyncSpecs.of(resource(fields, word.asText())))
                    .as(word.asText())
                    .isInstanceOf(ParsedSpec.Valid.class);
        }
        assertThat(SyncSpecs.of(resource(fields, "Another"))).isInstanceOf(ParsedSpec.Refused.class);
    }

    private static JsonNode schema() throws IOException {
        return Serialization.unmarshal(Files.readString(CRD), JsonNode.class)
                .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties");
    }

    private static ExternalSecret resource(String fields, String word) {
        String whole = fields.replace("REF ", "secretStoreRef: {name: s}, data: [{secretKey: A, remoteRef: ");
        return Serialization.unmarshal(
                """
                apiVersion: external-secrets.io/v1
                kind: ExternalSecret
                metadata: {namespace: team, name: es, generation: 1}
                spec: {%s%s}
                """.formatted(whole.replace("WORD", word), whole.equals(fields) ? "" : "}]"), ExternalSecret.class);
    }
}
