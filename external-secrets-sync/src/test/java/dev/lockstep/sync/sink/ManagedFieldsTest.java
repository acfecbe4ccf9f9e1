package dev.lockstep.sync.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManagedFieldsTest {
    private static final String US = "externalsecrets.external-secrets.io/es";

    private static final String APPLIED = entry(US, "Apply", "{\"f:data\":{\"f:a\":{}}}");
    private static final String CREATED =
            entry(US, "Update", "{\"f:data\":{\".\":{},\"f:b\":{}},\"f:metadata\":{\"f:labels\":{\"f:team\":{}}}}");
    private static final String HAND =
            entry("kubectl-edit", "Update", "{\"f:data\":{\"f:c\":{}},\"f:metadata\":{\"f:labels\":{\"f:mine\":{}}}}");

    private static String entry(String manager, String operation, String fields) {
        return "{\"manager\":\"" + manager + "\",\"operation\":\"" + operation
                + "\",\"apiVersion\":\"v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":" + fields + "}";
    }

    private static JsonNode json(String text) {
        try {
            return SecretMeta.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static ManagedFields of(String... entries) {
        return new ManagedFields(json("[" + String.join(",", entries) + "]"), US);
    }

    @Test
    void knowsWhoseKeysAre() {
        var fields = of(APPLIED, CREATED, HAND);
        assertThat(fields.keysOfOurs()).containsExactlyInAnyOrder("a", "b");
        assertThat(fields.keys()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(fields.metadataOfOurs()).containsExactly("label team");
    }

    @Test
    void isSettledWhenOnlyOurApplyHoldsWhatIsOurs() {
        assertThat(of(APPLIED).settled(true)).isTrue();
        assertThat(of(APPLIED, CREATED).settled(false)).isFalse();
        assertThat(of(APPLIED, HAND).settled(true)).isFalse();
        assertThat(of(APPLIED, HAND).settled(false)).isTrue();
        assertThat(of().settled(true)).isTrue();
    }

    @Test
    void takesWhatItSetItselfAndWhatHasToGoAndNothingElse() {
        assertThat(of(APPLIED, CREATED, HAND).taken(List.of("c"), List.of()))
                .isEqualTo(json("["
                        + entry("kubectl-edit", "Update", "{\"f:metadata\":{\"f:labels\":{\"f:mine\":{}}}}")
                        + ","
                        + entry(
                                US,
                                "Apply",
                                "{\"f:data\":{\"f:a\":{},\".\":{},\"f:b\":{},\"f:c\":{}},"
                                        + "\"f:metadata\":{\"f:labels\":{\"f:team\":{}}}}")
                        + "]"));
        assertThat(of(APPLIED, CREATED, HAND).taken(List.of(), List.of()).get(0))
                .isEqualTo(json(HAND));
    }

    @Test
    void takesFormerOwners() {
        var owned = "{\"f:metadata\":{\"f:ownerReferences\":{\"k:{\\\"uid\\\":\\\"u\\\"}\":{}}}}";
        var taken = of(entry("other", "Update", owned)).taken(List.of(), List.of("u"));
        assertThat(taken.get(0).at("/fieldsV1/f:metadata/f:ownerReferences")).isEmpty();
        assertThat(taken.get(1).path("fieldsV1")).isEqualTo(json(owned));
    }

    @Test
    void knowsTheLabelsThatOthersKeepAsTheyAppliedThem() {
        var labels = "{\"f:metadata\":{\"f:labels\":{\"f:%s\":{}}}}";
        var clientSide = "{\"f:metadata\":{\"f:labels\":{\"f:from-kubectl-apply\":{}},"
                + "\"f:annotations\":{\"f:kubectl.kubernetes.io/last-applied-configuration\":{}}}}";
        var fields = of(
                entry("argocd-controller", "Apply", labels.formatted("from-argo")),
                entry("kubectl-client-side-apply", "Update", clientSide),
                entry("helm", "Update", labels.formatted("from-helm")),
                entry("externalsecrets.external-secrets.io/other", "Update", labels.formatted("from-another-resource")),
                CREATED,
                HAND);
        assertThat(fields.metadataOfOthers())
                .containsExactlyInAnyOrder(
                        "label from-argo",
                        "label from-kubectl-apply",
                        "annotation kubectl.kubernetes.io/last-applied-configuration",
                        "label from-helm",
                        "label from-another-resource");
    }

    @Test
    void namesTheWritersOfASecretThatItNeverWrote() {
        assertThat(of(HAND, entry("helm", "Update", "{}"), entry("helm", "Apply", "{}"))
                        .writers())
                .containsExactly("helm", "kubectl-edit");
        assertThat(of(HAND, APPLIED).writers()).isEmpty();
        assertThat(of(entry("", "Update", "{}")).writers()).containsExactly("an unknown manager");
    }
}
