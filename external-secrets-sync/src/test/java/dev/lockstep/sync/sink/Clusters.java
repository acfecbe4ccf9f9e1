package dev.lockstep.sync.sink;

import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives each test a [Cluster] of its own, which is closed after it, on the control plane of the JVM.
final class Clusters implements ParameterResolver {
    private static final Namespace STORE = Namespace.create(Clusters.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Cluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var plane = new ControlPlanes().resolveParameter(parameter, context);
        var ofTheClass = context.getParent().orElse(context).getStore(STORE);
        ofTheClass.computeIfAbsent(ControlPlane.class, _ -> defined(plane));
        return context.getStore(STORE).computeIfAbsent(Cluster.class, _ -> new Cluster(plane), Cluster.class);
    }

    private static String defined(ControlPlane plane) {
        plane.defineExternalSecrets();
        return "ExternalSecrets are defined";
    }
}
