package dev.lockstep.sync.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// What `kubectl apply -k deploy` installs.
class ManifestsTest {
    private static final Path DEPLOY = Path.of(System.getProperty("lockstep.root"), "deploy");
    private static final Pattern REASONED_VERB = Pattern.compile("  - [a-z]+ # \\S.*");

    @Test
    void installsEveryManifestThatIsThere() throws IOException {
        var resources = (List<?>) documents("kustomization.yaml").getFirst().get("resources");
        try (var files = Files.walk(DEPLOY)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> DEPLOY.relativize(file).toString())
                            .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml")))
                    .containsExactlyInAnyOrderElementsOf(
                            resources.stream().map(Object::toString).toList());
        }
    }

    /// A right that is added here is a decision; it has to be made in the manifest and in this list.
    @Test
    void grantsExactlyTheseRightsInTheCluster() {
        assertThat(rights(documents("cluster-role.yaml").getFirst()))
                .containsExactly(
                        "clusterexternalsecrets.external-secrets.io: get list watch",
                        "clusterexternalsecrets/status.external-secrets.io: patch",
                        "clusterpushsecrets.external-secrets.io: get list watch",
                        "clusterpushsecrets/status.external-secrets.io: patch",
                        "clustersecretstores.external-secrets.io: get list watch",
                        "clustersecretstores/status.external-secrets.io: patch",
                        "configmaps: get list watch",
                        "customresourcedefinitions.apiextensions.k8s.io"
                                + " [externalsecrets.external-secrets.io]: get",
                        "events: create",
                        "externalsecrets.external-secrets.io: get list watch patch",
                        "externalsecrets/finalizers.external-secrets.io: update",
                        "externalsecrets/status.external-secrets.io: patch",
                        "namespaces: get list watch",
                        "pushsecrets.external-secrets.io: get list watch",
                        "pushsecrets/status.external-secrets.io: patch",
                        "secrets: get list watch create patch delete",
                        "secretstores.external-secrets.io: get list watch",
                        "secretstores/status.external-secrets.io: patch",
                        "serviceaccounts/token: create");
    }

    @Test
    void grantsItsOwnNamespaceNothingButTheLease() {
        assertThat(rights(documents("lease-role.yaml").getFirst()))
                .containsExactly(
                        "leases.coordination.k8s.io [lockstep-sync]: get patch", "leases.coordination.k8s.io: create");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster-role.yaml", "lease-role.yaml", "user-roles.yaml"})
    void givesAReasonForEveryVerb(String file) throws IOException {
        var lines = Files.readAllLines(DEPLOY.resolve(file));
        long verbs = documents(file).stream()
                .flatMap(role -> rules(role).stream())
                .mapToLong(rule -> ((List<?>) rule.get("verbs")).size())
                .sum();
        assertThat(verbs).isPositive();
        assertThat(lines.stream().filter(line -> REASONED_VERB.matcher(line).matches()))
                .hasSize((int) verbs);
    }

    @Test
    void namesOneLeaseInTheRoleAndInTheArguments() {
        var lease = rules(documents("lease-role.yaml").getFirst()).get(1).get("resourceNames");
        assertThat(lease).isEqualTo(List.of("lockstep-sync"));
        assertThat(words(container().get("args"))).contains(" --leader-election-id=lockstep-sync");
    }

    @Test
    void runsWithoutAnyRightOnItsNode() {
        var container = container();
        assertThat(container.get("securityContext"))
                .isEqualTo(Map.of(
                        "allowPrivilegeEscalation",
                        false,
                        "readOnlyRootFilesystem",
                        true,
                        "capabilities",
                        Map.of("drop", List.of("ALL"))));
        assertThat(pod().get("securityContext"))
                .isEqualTo(Map.of(
                        "runAsNonRoot",
                        true,
                        "runAsUser",
                        65532,
                        "runAsGroup",
                        65532,
                        "seccompProfile",
                        Map.of("type", "RuntimeDefault")));
        assertThat(Set.of("hostNetwork", "hostPID", "hostIPC", "volumes")).noneMatch(pod()::containsKey);
    }

    private static Map<?, ?> container() {
        return map(((List<?>) pod().get("containers")).getFirst());
    }

    private static Map<?, ?> pod() {
        var deployment = map(documents("deployment.yaml").getFirst().get("spec"));
        return map(map(deployment.get("template")).get("spec"));
    }

    /// Each as `RESOURCE.GROUP [NAMES]: VERBS`.
    private static List<String> rights(Map<?, ?> role) {
        var rights = new TreeSet<String>();
        for (var rule : rules(role)) {
            var names = rule.get("resourceNames") == null ? "" : " " + rule.get("resourceNames");
            for (var group : (List<?>) rule.get("apiGroups")) {
                for (var resource : (List<?>) rule.get("resources")) {
                    var suffix = group.equals("") ? "" : "." + group;
                    rights.add(resource + suffix + names + ": " + words(rule.get("verbs")));
                }
            }
        }
        return List.copyOf(rights);
    }

    private static String words(Object list) {
        return String.join(" ", ((List<?>) list).stream().map(Object::toString).toList());
    }

    private static List<Map<?, ?>> rules(Map<?, ?> role) {
        return role.get("rules") instanceof List<?> rules
                ? rules.stream().<Map<?, ?>>map(ManifestsTest::map).toList()
                : List.of();
    }

    private static Map<?, ?> map(Object object) {
        return (Map<?, ?>) object;
    }

    private static List<Map<?, ?>> documents(String file) {
        try {
            var text = Files.readString(DEPLOY.resolve(file));
            Stream<Object> all = StreamSupport.stream(
                    new Load(LoadSettings.builder().build())
                            .loadAllFromString(text)
                            .spliterator(),
                    false);
            return all.<Map<?, ?>>map(ManifestsTest::map).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
