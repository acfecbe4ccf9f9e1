package dev.lockstep.sync.sink;

import dev.lockstep.sync.engine.Creation;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(120)
@ExtendWith(ControlPlanes.class)
class KubernetesTargetContractPeerIT extends MarkedTargetContract {
    private static final List<String> NAMESPACES = List.of("shop", "bank");

    private final Map<SecretName, SyncSpec> specs = new HashMap<>();
    private Cluster cluster;

    @BeforeAll
    static void makeNamespaces(ControlPlane plane) {
        NAMESPACES.forEach(namespace -> plane.kubectl("create", "namespace", namespace));
        plane.defineExternalSecrets();
    }

    @BeforeEach
    void start(ControlPlane plane) {
        cluster = new Cluster(plane);
    }

    @AfterEach
    void stop(ControlPlane plane) {
        cluster.close();
        for (var namespace : NAMESPACES) {
            plane.kubectl("-n", namespace, "delete", "secrets,externalsecrets", "--all", "--wait");
        }
    }

    @Override
    Target target() {
        return cluster.target();
    }

    /// Those of files bear none.
    @Override
    SyncSpec spec(SecretName name) {
        return specs.computeIfAbsent(
                name,
                _ -> Cluster.spec(
                        new ResourceKey(
                                "ExternalSecret",
                                name.namespace(),
                                name.name(),
                                cluster.owner(name.namespace(), name.name())),
                        name,
                        Creation.OWNER,
                        Map.of()));
    }

    @Override
    List<SecretName> owned() {
        return target().owned().stream()
                .filter(name -> NAMESPACES.contains(name.namespace()))
                .toList();
    }

    /// Read from the cluster, whatever the target remembers.
    @Override
    SecretData present(SecretName name) {
        if (cluster.forgetful().live(spec(name)) instanceof Live.Present(var data, _)) {
            return data;
        }
        throw new AssertionError("there is no Secret " + name);
    }

    @Override
    void meddle(SecretName name, String... pairs) {
        if (cluster.find(name) == null) {
            cluster.make(name, "Opaque", pairs);
        } else {
            for (int i = 0; i < pairs.length; i += 2) {
                cluster.edit(name, pairs[i], pairs[i + 1]);
            }
        }
    }
}
