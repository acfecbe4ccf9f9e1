package dev.lockstep.sync.peers;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the [ControlPlane] of their JVM, which is started for the first and stopped after the last; skips them
/// where its programs are missing.
public final class ControlPlanes implements ExecutionCondition, ParameterResolver {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        var missing = PeerScripts.missing(ControlPlane.PROGRAMS, ControlPlane.SCRIPTS);
        return missing.isEmpty()
                ? ConditionEvaluationResult.enabled("a control plane can be started")
                : ConditionEvaluationResult.disabled("no control plane here: missing " + missing);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ControlPlane.class;
    }

    @Override
    public ControlPlane resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(ControlPlanes.class))
                .computeIfAbsent(ControlPlane.class, _ -> ControlPlane.start(), ControlPlane.class);
    }
}
