package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataJsonTest {
    private static final String OBJECT = """
            {"kind": "PartialObjectMetadata", "metadata": {
              "name": "vault", "namespace": "team",
              "ownerReferences": [{"name": "other", "uid": "no", "labels": {"x": "y"}}],
              "annotations": {"name": "no", "last-applied": "{\\"metadata\\": {\\"name\\": \\"no\\"}}"},
              "uid": "1-2", "resourceVersion": "17",
              "labels": {"a": "b", "name": "c"},
              "managedFields": [{"fieldsV1": {"f:metadata": {"f:name": {}}}}]}}""";

    @Test
    void readsNameStateAndLabelsOfAnObject() throws IOException {
        var read = MetadataJson.ofObject(bytes(OBJECT));

        assertThat(read.namespace()).isEqualTo("team");
        assertThat(read.name()).isEqualTo("vault");
        assertThat(read.metadata()).isEqualTo(new ObjectMetadata.There("1-2", "17", Map.of("a", "b", "name", "c")));
    }

    @ParameterizedTest
    @CsvSource({"ADDED", "MODIFIED", "DELETED"})
    void readsTheObjectOfAnEvent(String type) throws IOException {
        var read = MetadataJson.ofEvent(bytes("{\"type\": \"" + type + "\", \"object\": " + OBJECT + "}"));

        assertThat(read.type()).isEqualTo(type);
        assertThat(read.name()).isEqualTo("vault");
        assertThat(read.version()).isEqualTo("17");
    }

    @Test
    void readsTheVersionOfAList() throws IOException {
        var list = "{\"metadata\": {\"resourceVersion\": \"5\", \"continue\": \"x\"}, \"items\": [" + OBJECT + "]}";

        assertThat(MetadataJson.ofObject(bytes(list)).version()).isEqualTo("5");
    }

    @Test
    void refusesWhatIsCutOff() {
        assertThatThrownBy(() -> MetadataJson.ofEvent(bytes("{\"type\": \"ADDED\", \"object\": {\"metadata\": {")))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({"u, 9, u, 10, true", "u, 10, u, 9, false", "u, 9, v, 10, false", "u, 9, u, 9, false"})
    void knowsAnEarlierStateOfTheSameObject(
            String uid, String version, String otherUid, String otherVersion, boolean before) {
        var one = new ObjectMetadata.There(uid, version, Map.of());

        assertThat(one.before(new ObjectMetadata.There(otherUid, otherVersion, Map.of())))
                .isEqualTo(before);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
