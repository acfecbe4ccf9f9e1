package dev.lockstep.sync.proof;

import dev.lockstep.sync.peers.ControlPlane;
import dev.lockstep.sync.peers.ControlPlanes;
import dev.lockstep.sync.peers.PeerScripts;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the [Stage] of their JVM; skips them where a peer is missing.
public final class Stages implements ExecutionCondition, ParameterResolver {
    private final ControlPlanes planes = new ControlPlanes();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        var missing = PeerScripts.missing(List.of("vault"), List.of("start", "stop"));
        return missing.isEmpty()
                ? planes.evaluateExecutionCondition(context)
                : ConditionEvaluationResult.disabled("no Vault here: missing " + missing);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Stage resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var plane = context.getRoot()
                .getStore(Namespace.create(ControlPlanes.class))
                .computeIfAbsent(ControlPlane.class, _ -> ControlPlane.start(), ControlPlane.class);
        return context.getRoot()
                .getStore(Namespace.create(Stages.class))
                .computeIfAbsent(Stage.class, _ -> Stage.set(plane), Stage.class);
    }
}
