package dev.lockstep.sync.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testkit.Vectors;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Our CRDs beside those of ESO 2.9: whatever these take, ours take and keep. What differs is listed here, all of it.
class EsoSchemaPeerIT {
    private static final Path ROOT = Path.of(System.getProperty("lockstep.root"));

    @Test
    void takesEverySpecThatEsoTakesExceptForDurationsThatAreNone() throws IOException {
        assertThat(differences("externalsecrets.external-secrets.io"))
                .containsExactlyInAnyOrder(
                        "spec.refreshInterval: pattern",
                        "spec.syncWindows.windows[].duration: pattern",
                        "spec.dataFrom[].rewrite[].merge.into: default",
                        "status.binding.name: default");
    }

    @Test
    void takesEveryStoreThatEsoTakes() throws IOException {
        for (var name : List.of("secretstores.external-secrets.io", "clustersecretstores.external-secrets.io")) {
            assertThat(differences(name))
                    .as(name)
                    .containsExactlyInAnyOrder(
                            "spec.retrySettings.retryInterval: pattern",
                            // Two words each, as a pattern in place of a list.
                            "spec.provider.vault.caProvider.type: pattern",
                            "spec.provider.vault.version: pattern");
        }
    }

    private static List<String> differences(String name) throws IOException {
        List<String> differences = new ArrayList<>();
        compare(
                schema(Vectors.esoCrds(), name),
                schema(ROOT.resolve("deploy/crds").resolve(name + ".yaml"), name),
                "",
                differences);
        return differences;
    }

    private static JSONSchemaProps schema(Path file, String name) throws IOException {
        for (var document : Files.readString(file).split("(?m)^---$")) {
            if (document.contains("name: " + name + "\n")) {
                var crd = Serialization.unmarshal(document, CustomResourceDefinition.class);
                return crd.getSpec().getVersions().stream()
                        .filter(version -> version.getName().equals("v1"))
                        .findFirst()
                        .orElseThrow()
                        .getSchema()
                        .getOpenAPIV3Schema();
            }
        }
        throw new IllegalStateException("no " + name + " in " + file);
    }

    private static void compare(
            JSONSchemaProps theirs, @Nullable JSONSchemaProps ours, String place, List<String> differences) {
        if (ours == null) {
            differences.add(place + ": missing");
            return;
        }
        compareLimits(theirs, ours, place, differences);
        boolean keepsUnknown = Boolean.TRUE.equals(ours.getXKubernetesPreserveUnknownFields());
        if (theirs.getProperties() != null) {
            theirs.getProperties().forEach((name, member) -> {
                var mine = ours.getProperties() == null
                        ? null
                        : ours.getProperties().get(name);
                boolean kept = mine == null
                        && (keepsUnknown
                                || place.isEmpty()
                                        && List.of("apiVersion", "kind", "metadata")
                                                .contains(name));
                if (!kept) {
                    compare(member, mine, place.isEmpty() ? name : place + "." + name, differences);
                }
            });
        }
        if (theirs.getItems() != null) {
            compare(
                    theirs.getItems().getSchema(),
                    ours.getItems() == null ? null : ours.getItems().getSchema(),
                    place + "[]",
                    differences);
        }
        if (theirs.getAdditionalProperties() != null) {
            compare(
                    theirs.getAdditionalProperties().getSchema(),
                    ours.getAdditionalProperties() == null
                            ? null
                            : ours.getAdditionalProperties().getSchema(),
                    place + ".*",
                    differences);
        }
    }

    private static void compareLimits(
            JSONSchemaProps theirs, JSONSchemaProps ours, String place, List<String> differences) {
        check(Objects.equals(theirs.getType(), ours.getType()), place + ": type", differences);
        check(Objects.equals(theirs.getDefault(), ours.getDefault()), place + ": default", differences);
        check(new HashSet<>(theirs.getRequired()).containsAll(ours.getRequired()), place + ": required", differences);
        check(
                ours.getEnum().isEmpty()
                        || !theirs.getEnum().isEmpty() && new HashSet<>(ours.getEnum()).containsAll(theirs.getEnum()),
                place + ": enum",
                differences);
        check(
                ours.getPattern() == null || ours.getPattern().equals(theirs.getPattern()),
                place + ": pattern",
                differences);
        check(isNoHigher(ours.getMinLength(), theirs.getMinLength()), place + ": minLength", differences);
        check(isNoHigher(ours.getMinItems(), theirs.getMinItems()), place + ": minItems", differences);
        check(isNoHigher(ours.getMinProperties(), theirs.getMinProperties()), place + ": minProperties", differences);
        check(isNoLower(ours.getMaxLength(), theirs.getMaxLength()), place + ": maxLength", differences);
        check(isNoLower(ours.getMaxItems(), theirs.getMaxItems()), place + ": maxItems", differences);
        check(isNoLower(ours.getMaxProperties(), theirs.getMaxProperties()), place + ": maxProperties", differences);
        check(ours.getXKubernetesValidations().isEmpty(), place + ": rules", differences);
    }

    private static boolean isNoHigher(@Nullable Long ours, @Nullable Long theirs) {
        return ours == null || theirs != null && ours <= theirs;
    }

    private static boolean isNoLower(@Nullable Long ours, @Nullable Long theirs) {
        return ours == null || theirs != null && ours >= theirs;
    }

    private static void check(boolean holds, String difference, List<String> differences) {
        if (!holds) {
            differences.add(difference);
        }
    }
}
