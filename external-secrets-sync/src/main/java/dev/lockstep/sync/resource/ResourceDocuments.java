package dev.lockstep.sync.resource;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.api.ClusterSecretStoreResource;
import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.api.SecretStoreResource;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fault;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.ResourceFile;
import dev.lockstep.sync.engine.Revision;
import dev.lockstep.sync.engine.SecretName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// The ExternalSecrets and stores among the plain documents of a revision. Files that are no YAML, and objects of other
/// API groups, are left to others.
public final class ResourceDocuments {
    private static final String GROUP = "external-secrets.io/";
    private static final String GENERATORS = "generators.external-secrets.io/";
    private static final String VERSION = GROUP + "v1";
    private static final String DEFAULT_NAMESPACE = "default";

    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final List<ExternalSecret> externalSecrets = new ArrayList<>();
    private final List<SecretStoreResource> stores = new ArrayList<>();
    private final List<ClusterSecretStoreResource> clusterStores = new ArrayList<>();
    private final List<Outcome> refused = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    private final String defaultNamespace;

    private ResourceDocuments(String defaultNamespace) {
        this.defaultNamespace = defaultNamespace.isEmpty() ? DEFAULT_NAMESPACE : defaultNamespace;
    }

    /// Reads all files of a revision.
    ///
    /// @param defaultNamespace of resources that name none; empty for `default`: these are plain files, in which
    /// whoever
    ///     changes the place of a resource can change all the rest of it as well
    public static ResourceDocuments of(Revision revision, String defaultNamespace) {
        var documents = new ResourceDocuments(defaultNamespace);
        for (var file : revision.files()) {
            if (file instanceof ResourceFile.Readable readable) {
                documents.read(readable);
            }
        }
        return documents;
    }

    public List<ExternalSecret> externalSecrets() {
        return List.copyOf(externalSecrets);
    }

    public List<SecretStoreResource> stores() {
        return List.copyOf(stores);
    }

    public List<ClusterSecretStoreResource> clusterStores() {
        return List.copyOf(clusterStores);
    }

    /// The documents that are of this API and gave nothing, and why.
    public List<Outcome> refused() {
        return List.copyOf(refused);
    }

    private void read(ResourceFile.Readable file) {
        for (var document : documents(file)) {
            if (document instanceof Map<?, ?> map
                    && map.get("apiVersion") instanceof String version
                    && (version.startsWith(GROUP) || version.startsWith(GENERATORS))) {
                try {
                    take(file.path(), version, map);
                } catch (LockstepException e) {
                    refused.add(refusal(file.path(), Fault.of(e.problem())));
                }
            }
        }
    }

    private static List<Object> documents(ResourceFile.Readable file) {
        var settings = LoadSettings.builder().setLabel(file.path()).build();
        var documents = new ArrayList<>();
        try {
            new Load(settings)
                    .loadAllFromString(new String(file.bytes(), StandardCharsets.UTF_8))
                    .forEach(documents::add);
        } catch (YamlEngineException | StackOverflowError e) {
            return List.of(); // whoever looks for SOPS files tells what is wrong with it
        }
        return documents;
    }

    private void take(String path, String version, Map<?, ?> map) {
        var kind = String.valueOf(map.get("kind"));
        switch (version.equals(VERSION) ? kind : "") {
            case "ExternalSecret" -> add(path, externalSecrets, converted(path, map, ExternalSecret.class));
            case "SecretStore" -> add(path, stores, converted(path, map, SecretStoreResource.class));
            case "ClusterSecretStore" ->
                add(path, clusterStores, converted(path, map, ClusterSecretStoreResource.class));
            default ->
                refused.add(refusal(
                        path,
                        new Fault(
                                Cause.NOT_SERVED,
                                kind + " of " + version + " is not served yet",
                                path,
                                "take it away, or leave it with External Secrets Operator")));
        }
    }

    private <T extends HasMetadata> T converted(String path, Map<?, ?> map, Class<T> type) {
        try {
            return serialization.convertValue(map, type);
        } catch (RuntimeException e) {
            // Its message may quote a value of the document.
            throw new LockstepException(
                    Kind.INPUT_MALFORMED,
                    "is no " + type.getSimpleName().replace("Resource", "") + " that can be read",
                    path,
                    "compare it with the schema of its CRD");
        }
    }

    private <T extends HasMetadata> void add(String path, List<T> list, T resource) {
        var metadata = resource.getMetadata();
        if (metadata.getNamespace() == null || metadata.getNamespace().isEmpty()) {
            metadata.setNamespace(defaultNamespace);
        }
        // One that was exported from a cluster is an object of that cluster no more.
        metadata.setUid(null);
        var name = metadata.getName() == null ? "" : metadata.getName();
        if (!SecretName.isValid(metadata.getNamespace(), name)) {
            throw new LockstepException(
                    Kind.INPUT_MALFORMED,
                    "a " + resource.getKind() + " has no good name",
                    path,
                    "give it a metadata.name of lower case letters, digits and dashes");
        }
        if (!taken.add(resource.getKind() + " " + metadata.getNamespace() + "/" + name)) {
            throw new LockstepException(
                    Kind.INPUT_MALFORMED,
                    resource.getKind() + " " + metadata.getNamespace() + "/" + name + " is given twice",
                    path,
                    "keep one of them");
        }
        list.add(resource);
    }

    private static Outcome refusal(String path, Fault fault) {
        return Outcome.without(path, path, new Outcome.Result.Refused(fault));
    }
}
