package dev.lockstep.sync.proof;

import dev.lockstep.sync.peers.ControlPlane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// A recorded case that uses what is not served: the objects of all its steps, in a namespace of its own.
record UnservedCase(String name, String namespace, List<Map<String, Object>> objects) {
    /// Those that an operator gives a condition to.
    private static final Set<String> JUDGED = Set.of("ExternalSecret", "PushSecret", "ClusterExternalSecret");

    /// Makes the namespace and applies the objects.
    static UnservedCase apply(Path file, ControlPlane plane) throws IOException {
        var namespace = plane.namespace();
        var text = Files.readString(file)
                .replace("$NS2", plane.namespace())
                .replace("$NS", namespace)
                .replace("$KUBE_URL", "https://127.0.0.1:1")
                .replace("$KUBE_CA", "");
        var name = file.getFileName().toString().replace(".yaml", "");
        var unserved = new UnservedCase(name, namespace, objects(text));
        unserved.objects().forEach(object -> place(object, namespace));
        var list = new LinkedHashMap<String, Object>(Map.of("apiVersion", "v1", "kind", "List"));
        list.put("items", unserved.objects());
        var json = Files.createTempFile(name, ".json");
        try {
            Files.writeString(json, new KubernetesSerialization().asJson(list));
            plane.kubectl("apply", "--server-side", "--validate=false", "-f", json.toString());
        } finally {
            Files.delete(json);
        }
        return unserved;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> objects(String text) {
        var root = (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text);
        var objects = new ArrayList<Map<String, Object>>();
        for (var step : (List<Map<String, Object>>) root.get("steps")) {
            for (var action : (List<Map<String, Object>>) step.getOrDefault("do", List.of())) {
                objects.addAll((List<Map<String, Object>>) action.getOrDefault("apply", List.of()));
            }
        }
        return objects;
    }

    /// Objects without a namespace are of the case's own; for those of the cluster it counts for nothing.
    @SuppressWarnings("unchecked")
    private static void place(Map<String, Object> object, String namespace) {
        ((Map<String, Object>) object.get("metadata")).putIfAbsent("namespace", namespace);
    }

    /// What the case's resources say of themselves: `KIND/NAME STATUS REASON` of `Ready`, `-` as long as there is none.
    List<String> conditions(ControlPlane plane) {
        return objects.stream()
                .filter(object -> JUDGED.contains(kind(object)))
                .map(object -> kind(object) + "/" + nameOf(object) + " " + ready(plane, object))
                .distinct()
                .toList();
    }

    private String ready(ControlPlane plane, Map<String, Object> object) {
        var resources =
                plane.client().genericKubernetesResources(String.valueOf(object.get("apiVersion")), kind(object));
        GenericKubernetesResource found = kind(object).startsWith("Cluster")
                ? resources.withName(nameOf(object)).get()
                : resources.inNamespace(namespace).withName(nameOf(object)).get();
        if (found.get("status", "conditions") instanceof List<?> conditions) {
            for (var condition : conditions) {
                if (condition instanceof Map<?, ?> map && "Ready".equals(map.get("type"))) {
                    return map.get("status") + " " + map.get("reason");
                }
            }
        }
        return "-";
    }

    /// The Secrets of the namespace that the case itself did not apply.
    List<String> secretsMade(ControlPlane plane) {
        var own = objects.stream()
                .filter(object -> kind(object).equals("Secret"))
                .map(UnservedCase::nameOf)
                .toList();
        return plane.client().secrets().inNamespace(namespace).list().getItems().stream()
                .map(secret -> secret.getMetadata().getName())
                .filter(secret -> !own.contains(secret))
                .toList();
    }

    private static String kind(Map<String, Object> object) {
        return String.valueOf(object.get("kind"));
    }

    private static String nameOf(Map<String, Object> object) {
        return object.get("metadata") instanceof Map<?, ?> metadata ? String.valueOf(metadata.get("name")) : "";
    }
}
