package dev.lockstep.sync.proof;

import dev.lockstep.sync.peers.ControlPlanes;
import dev.lockstep.sync.peers.VaultServers;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the [Stage] of their JVM; skips them where a peer is missing.
public final class Stages implements ExecutionCondition, ParameterResolver {
    private final ControlPlanes planes = new ControlPlanes();
    private final VaultServers vaults = new VaultServers();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        var vault = vaults.evaluateExecutionCondition(context);
        return vault.isDisabled() ? vault : planes.evaluateExecutionCondition(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Stage resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var plane = planes.resolveParameter(parameter, context);
        var vault = vaults.resolveParameter(parameter, context);
        return context.getRoot()
                .getStore(Namespace.create(Stages.class))
                .computeIfAbsent(Stage.class, _ -> new Stage(plane, vault), Stage.class);
    }
}
