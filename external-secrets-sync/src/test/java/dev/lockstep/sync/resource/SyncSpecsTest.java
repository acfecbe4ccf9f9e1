package dev.lockstep.sync.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Conversion;
import dev.lockstep.sync.engine.Creation;
import dev.lockstep.sync.engine.Decoding;
import dev.lockstep.sync.engine.Deletion;
import dev.lockstep.sync.engine.Entry;
import dev.lockstep.sync.engine.Refresh;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.RemoteRef.Facet;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.SyncSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncSpecsTest {
    private static final StoreRef VAULT = new StoreRef(StoreRef.Kind.NAMESPACED, "vault");

    @Test
    void fillsInEveryDefault() {
        var spec = spec("secretStoreRef: {name: vault}, data: [{secretKey: A, remoteRef: {key: a}}]");
        assertThat(spec.resourceKey()).isEqualTo(new ResourceKey("ExternalSecret", "team", "es", "u-1"));
        assertThat(spec.target()).isEqualTo(new SecretName("team", "es"));
        assertThat(spec.origin()).isEmpty();
        assertThat(spec.creation()).isEqualTo(Creation.OWNER);
        assertThat(spec.deletion()).isEqualTo(Deletion.RETAIN);
        assertThat(spec.refresh()).isEqualTo(new Refresh.Periodic(Duration.ofHours(1)));
        assertThat(spec.immutable()).isFalse();
        assertThat(spec.entries())
                .containsExactly(
                        new Entry.Single("spec.data[0]", VAULT, RemoteRef.newest("a"), "", "A", Decoding.NONE, false));
    }

    @Test
    void takesEveryFieldOfAnEntry() {
        var spec = spec("""
                data:
                - secretKey: A
                  remoteRef: {key: a, property: p.q, version: "3", metadataPolicy: Fetch,
                              decodingStrategy: Base64URL, nullBytePolicy: Fail}
                  sourceRef: {storeRef: {kind: ClusterSecretStore, name: shared}}
                """);
        assertThat(spec.entries())
                .containsExactly(new Entry.Single(
                        "spec.data[0]",
                        new StoreRef(StoreRef.Kind.CLUSTER, "shared"),
                        new RemoteRef("a", "3", Facet.METADATA),
                        "p.q",
                        "A",
                        Decoding.BASE64_URL,
                        true));
    }

    @Test
    void laysSingleValuesOverExtractedOnes() {
        var spec = spec("""
                secretStoreRef: {name: vault, kind: SecretStore}
                data: [{secretKey: A, remoteRef: {key: a}}]
                dataFrom:
                - extract: {key: b}
                - extract: {key: c, property: p, conversionStrategy: Unicode, decodingStrategy: Auto}
                """);
        assertThat(spec.entries())
                .containsExactly(
                        new Entry.Extract(
                                "spec.dataFrom[0].extract",
                                VAULT,
                                RemoteRef.newest("b"),
                                "",
                                Conversion.DEFAULT,
                                Decoding.NONE,
                                false),
                        new Entry.Extract(
                                "spec.dataFrom[1].extract",
                                VAULT,
                                RemoteRef.newest("c"),
                                "p",
                                Conversion.UNICODE,
                                Decoding.AUTO,
                                false),
                        new Entry.Single("spec.data[0]", VAULT, RemoteRef.newest("a"), "", "A", Decoding.NONE, false));
    }

    @ParameterizedTest
    @CsvSource({
        "Owner, Delete",
        "Owner, Merge",
        "Orphan, Delete",
        "Merge, Delete",
        "Merge, Merge",
        "None, Merge",
        "None, Delete",
        "CreateOrMerge, Delete",
        "CreateOrMerge, Retain"
    })
    void takesEveryPairOfPoliciesAsTheControllerOfEsoDoes(String creation, String deletion) {
        var spec = spec("secretStoreRef: {name: vault}, target: {creationPolicy: " + creation + ", deletionPolicy: "
                + deletion + "}, data: [{secretKey: A, remoteRef: {key: a}}]");
        assertThat(spec.creation().spelled()).isEqualTo(creation);
        assertThat(spec.deletion().spelled()).isEqualTo(deletion);
    }

    @ParameterizedTest
    @CsvSource({
        "'', PT1H",
        "'refreshInterval: 1m30s', PT1M30S",
        "'refreshInterval: \"0\"', PT0S",
        "'refreshInterval: 0s', PT0S",
        "'refreshInterval: 1ns', PT1S",
        "'refreshInterval: 15m, refreshPolicy: Periodic', PT15M",
    })
    void readsTheInterval(String fields, Duration expected) {
        assertThat(spec("secretStoreRef: {name: vault}" + (fields.isEmpty() ? "" : ", " + fields))
                        .refresh())
                .isEqualTo(new Refresh.Periodic(expected));
    }

    @Test
    void readsTheOtherPolicies() {
        assertThat(spec("refreshPolicy: OnChange").refresh()).isEqualTo(new Refresh.OnChange());
        assertThat(spec("refreshPolicy: CreatedOnce").refresh()).isEqualTo(new Refresh.CreatedOnce());
        assertThat(spec("target: {name: other, immutable: true}").immutable()).isTrue();
        assertThat(spec("target: {name: other}").target().name()).isEqualTo("other");
    }

    @Test
    void takesTwoEntriesForOneKeyOnlyWhereOneMayStandInForTheOther() {
        var twice = "secretStoreRef: {name: vault}, data: [{secretKey: A, remoteRef: {key: a}},"
                + " {secretKey: B, remoteRef: {key: b}}, {secretKey: A, remoteRef: {key: c}}]";
        var error = refusal(twice);
        assertThat(error.cause()).isEqualTo(Cause.SPEC_INVALID);
        assertThat(error.line()).isEqualTo("spec.data[2].secretKey: is the same as that of spec.data[0]");
        assertThat(spec("target: {deletionPolicy: Merge}, " + twice).entries()).hasSize(3);
        assertThat(spec("target: {deletionPolicy: Delete}, " + twice).entries()).hasSize(3);
    }

    @Test
    void copiesNothingOfTheResourceOntoASecretThatHasATemplate() {
        for (var template : List.of(
                "{}",
                "{engineVersion: v2, mergePolicy: Merge}",
                "{metadata: {}}",
                "{data: {}, templateFrom: []}",
                "{metadata: {labels: {}, annotations: {}, finalizers: []}}")) {
            var resource = resource("secretStoreRef: {name: vault}, target: {template: " + template
                    + "}, data: [{secretKey: A, remoteRef: {key: a}}]");
            resource.getMetadata().setLabels(Map.of("app", "db"));
            resource.getMetadata().setAnnotations(Map.of("note", "n"));
            var spec = ((ParsedSpec.Valid) SyncSpecs.of(resource)).spec();
            assertThat(spec.labels()).as(template).isEmpty();
            assertThat(spec.annotations()).as(template).isEmpty();
            assertThat(spec.type()).as(template).isEmpty();
        }
    }

    @Test
    void takesTypeAndMetadataOfATemplateAsTheyStand() {
        var spec = spec("""
                secretStoreRef: {name: vault}
                target:
                  template:
                    type: kubernetes.io/tls
                    metadata:
                      labels: {app: db, reconcile.external-secrets.io/created-by: me}
                      annotations: {helm.sh/chart: db-1, kubectl.kubernetes.io/last-applied-configuration: '{}'}
                      finalizers: [example.com/keep]
                data: [{secretKey: A, remoteRef: {key: a}}]
                """);
        assertThat(spec.type()).isEqualTo("kubernetes.io/tls");
        assertThat(spec.labels()).isEqualTo(Map.of("app", "db"));
        assertThat(spec.annotations()).as("what is asked for").isEqualTo(Map.of("helm.sh/chart", "db-1"));
        assertThat(spec.finalizers()).containsExactly("example.com/keep");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refreshInterval: -1s                     | spec.refreshInterval",
                "refreshInterval: '5'                     | spec.refreshInterval",
                "refreshInterval: abc                     | spec.refreshInterval",
                "refreshInterval: 300y                    | spec.refreshInterval",
                "refreshInterval: 9999999h                | spec.refreshInterval",
                "refreshPolicy: Sometimes                 | spec.refreshPolicy",
                "target: {name: A_B}                      | spec.target.name",
                "target: {name: ../other}                 | spec.target.name",
                "target: {name: other/db}                 | spec.target.name",
                "target: {creationPolicy: Take}           | spec.target.creationPolicy",
                "target: {deletionPolicy: Keep}           | spec.target.deletionPolicy",
                "data: [{remoteRef: {key: a}}]            | spec.data[0].secretKey",
                "data: [{secretKey: a/b, remoteRef: {key: a}}]  | spec.data[0].secretKey",
                "data: [{secretKey: .., remoteRef: {key: a}}]   | spec.data[0].secretKey",
                "data: [{secretKey: A, remoteRef: {key: a}}, {secretKey: ö, remoteRef: {key: a}}] | spec.data[1].secretKey",
                "data: [{secretKey: A}]                   | spec.data[0].remoteRef.key",
                "data: [{secretKey: A, remoteRef: {key: a, metadataPolicy: X}}]   | spec.data[0].remoteRef.metadataPolicy",
                "data: [{secretKey: A, remoteRef: {key: a, conversionStrategy: X}}] | spec.data[0].remoteRef.conversionStrategy",
                "data: [{secretKey: A, remoteRef: {key: a, decodingStrategy: X}}] | spec.data[0].remoteRef.decodingStrategy",
                "data: [{secretKey: A, remoteRef: {key: a, nullBytePolicy: X}}]   | spec.data[0].remoteRef.nullBytePolicy",
                "data: [{secretKey: A, remoteRef: {key: a}, sourceRef: {}}]       | spec.data[0]",
                "data: [{secretKey: A, remoteRef: {key: a}, sourceRef: {storeRef: {}}}] | spec.data[0].sourceRef.storeRef.name",
                "data: [{secretKey: A, remoteRef: {key: a}, sourceRef: {storeRef: {name: o/s}}}] | spec.data[0].sourceRef.storeRef.name",
                "data: [{secretKey: A, remoteRef: {key: a}, sourceRef: {storeRef: {name: s, kind: Store}}}] | spec.data[0].sourceRef.storeRef.kind",
                "refreshInterval: 1h                      | spec",
                "data: [], dataFrom: []                   | spec",
                "target: {template: {engineVersion: v1}}  | spec.target.template.engineVersion",
                "target: {template: {mergePolicy: Both}}  | spec.target.template.mergePolicy",
                "dataFrom: [{}]                           | spec.dataFrom[0]",
                "dataFrom: [{sourceRef: {storeRef: {name: s}}}]         | spec.dataFrom[0]",
                "dataFrom: [{extract: {key: a}, find: {path: b}}]       | spec.dataFrom[0]",
                "dataFrom: [{extract: {property: a}}]     | spec.dataFrom[0].extract.key",
            })
    void refusesWhatMakesNoSense(String fields, String place) {
        var error = refusal("secretStoreRef: {name: vault}, " + fields);
        assertThat(error.where()).isEqualTo(place);
        assertThat(error.cause()).isEqualTo(Cause.SPEC_INVALID);
        assertThat(error.next()).isNotEmpty();
    }

    @Test
    void refusesAnEntryThatHasNoStore() {
        assertThat(refusal("data: [{secretKey: A, remoteRef: {key: a}}]").where())
                .isEqualTo("spec.data[0]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "target: {template: {data: {a: b}}}       | spec.target.template.data",
                "target: {template: {templateFrom: [{literal: a}]}}           | spec.target.template.templateFrom",
                "target: {template: {metadata: {labels: {a: '{{ .b }}'}}}}    | spec.target.template.metadata.labels.a",
                "target: {template: {metadata: {annotations: {a: 'x{{b}}'}}}} | spec.target.template.metadata.annotations.a",
                "target: {manifest: {apiVersion: v1, kind: ConfigMap}}        | spec.target.manifest",
                "syncWindows: {kind: allow, windows: [{schedule: '@daily', duration: 1h}]} | spec.syncWindows",
                "dataFrom: [{find: {path: a}}]            | spec.dataFrom[0].find",
                "dataFrom: [{extract: {key: a}, rewrite: [{regexp: {source: a, target: b}}]}] | spec.dataFrom[0].rewrite",
                "dataFrom: [{sourceRef: {generatorRef: {kind: Password, name: p}}}] | spec.dataFrom[0].sourceRef.generatorRef",
                "data: [{secretKey: A, remoteRef: {key: a}, sourceRef: {generatorRef: {kind: UUID, name: p}}}] | spec.data[0].sourceRef.generatorRef",
            })
    void namesWhatIsNotServedYet(String fields, String place) {
        var error = refusal("secretStoreRef: {name: vault}, " + fields);
        assertThat(error.where()).isEqualTo(place);
        assertThat(error.cause()).isEqualTo(Cause.NOT_SERVED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 253})
    void takesNamesAndKeysUpToTheirLongest(int length) {
        String name = "a".repeat(length);
        var spec = spec("secretStoreRef: {name: " + name + "}, target: {name: " + name + "}, data: [{secretKey: " + name
                + ", remoteRef: {key: a}}]");
        assertThat(spec.target().name()).isEqualTo(name);
    }

    @Test
    void refusesNamesAndKeysThatAreLonger() {
        String name = "a".repeat(254);
        assertThat(refusal("target: {name: " + name + "}").where()).isEqualTo("spec.target.name");
        assertThat(refusal("secretStoreRef: {name: v}, data: [{secretKey: " + name + ", remoteRef: {key: a}}]")
                        .where())
                .isEqualTo("spec.data[0].secretKey");
        assertThat(refusal("secretStoreRef: {name: " + name + "}, data: [{secretKey: a, remoteRef: {key: a}}]")
                        .where())
                .isEqualTo("spec.secretStoreRef.name");
    }

    @Test
    void copiesLabelsAndAnnotationsButNotWhatToolsKeepForThemselves() {
        var resource = resource("secretStoreRef: {name: vault}, data: [{secretKey: A, remoteRef: {key: a}}]");
        resource.getMetadata().setLabels(Map.of("app", "db", "reconcile.external-secrets.io/managed", "false"));
        resource.getMetadata()
                .setAnnotations(Map.of("note", "n", "kubectl.kubernetes.io/last-applied-configuration", "{}"));
        var spec = ((ParsedSpec.Valid) SyncSpecs.of(resource)).spec();
        assertThat(spec.labels()).isEqualTo(Map.of("app", "db"));
        assertThat(spec.annotations()).isEqualTo(Map.of("note", "n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "argocd.argoproj.io/tracking-id",
                "argocd.argoproj.io/instance",
                "kustomize.toolkit.fluxcd.io/name",
                "helm.toolkit.fluxcd.io/namespace",
                "helm.sh/chart",
                "meta.helm.sh/release-name",
                "kapp.k14s.io/app",
                "applyset.kubernetes.io/part-of",
                "objectset.rio.cattle.io/hash"
            })
    void copiesNothingByWhichAToolKnowsAnObjectOfItsOwn(String name) {
        var resource = resource("secretStoreRef: {name: vault}, data: [{secretKey: a, remoteRef: {key: a}}]");
        resource.getMetadata().setLabels(Map.of(name, "x", "app.kubernetes.io/part-of", "shop"));
        resource.getMetadata().setAnnotations(Map.of(name, "x", "argocd.argoproj.io/sync-wave", "1"));
        var spec = ((ParsedSpec.Valid) SyncSpecs.of(resource)).spec();
        assertThat(spec.labels()).isEqualTo(Map.of("app.kubernetes.io/part-of", "shop"));
        assertThat(spec.annotations()).isEqualTo(Map.of("argocd.argoproj.io/sync-wave", "1"));
    }

    @Test
    void hasAnotherVersionAfterEachChangeOfSpecificationLabelsOrAnnotations() {
        var resource = resource("secretStoreRef: {name: vault}");
        var metadata = resource.getMetadata();
        var first = SyncSpecs.version(resource);
        assertThat(first).startsWith("7-");

        metadata.setLabels(Map.of("a", "b"));
        var labelled = SyncSpecs.version(resource);
        metadata.setLabels(Map.of());
        metadata.setAnnotations(Map.of("a", "b"));
        var annotated = SyncSpecs.version(resource);
        metadata.setAnnotations(Map.of("ab", ""));
        var shifted = SyncSpecs.version(resource);
        metadata.setAnnotations(Map.of());
        metadata.setResourceVersion("4711");
        assertThat(SyncSpecs.version(resource)).isEqualTo(first);
        metadata.setGeneration(8L);
        var generation = SyncSpecs.version(resource);

        assertThat(first).isNotIn(labelled, annotated, shifted, generation);
        assertThat(labelled).isNotEqualTo(annotated);
        assertThat(annotated).isNotEqualTo(shifted);
    }

    /// The hash was computed by hand from what Go prints of ESO's struct.
    @Test
    void hasTheVersionThatEsoGivesIt() {
        var resource = resource("secretStoreRef: {name: vault}");
        resource.getMetadata().setLabels(Map.of("b", "2", "a", "1"));
        resource.getMetadata().setAnnotations(null);
        assertThat(SyncSpecs.version(resource)).isEqualTo("7-34d5f4717d8d5942df322b4b2d4f4260fa627ff69278bd9fc50ebef2");
    }

    /// With an entry, if the fields have none.
    private static SyncSpec spec(String fields) {
        boolean complete = fields.contains("data");
        var store = fields.contains("secretStoreRef") ? "" : ", secretStoreRef: {name: vault}";
        var whole = complete ? fields : fields + store + ", data: [{secretKey: A, remoteRef: {key: a}}]";
        assertThat(SyncSpecs.of(resource(whole))).isInstanceOf(ParsedSpec.Valid.class);
        return ((ParsedSpec.Valid) SyncSpecs.of(resource(whole))).spec();
    }

    private static SyncError refusal(String fields) {
        assertThat(SyncSpecs.of(resource(fields))).isInstanceOf(ParsedSpec.Refused.class);
        return ((ParsedSpec.Refused) SyncSpecs.of(resource(fields))).error();
    }

    /// @param fields of the specification, in block or flow style
    private static ExternalSecret resource(String fields) {
        String spec = fields.contains("\n") ? fields : "{" + fields + "}";
        return Serialization.unmarshal("""
                apiVersion: external-secrets.io/v1
                kind: ExternalSecret
                metadata: {namespace: team, name: es, uid: u-1, generation: 7}
                spec:
                """ + spec.indent(2), ExternalSecret.class);
    }
}
