package dev.lockstep.sync.peers;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the [VaultServer] of their JVM, which is started for the first and stopped after the last; skips them
/// where its programs are missing.
public final class VaultServers implements ExecutionCondition, ParameterResolver {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        var missing = PeerScripts.missing(VaultServer.PROGRAMS, VaultServer.SCRIPTS);
        return missing.isEmpty()
                ? ConditionEvaluationResult.enabled("a Vault can be started")
                : ConditionEvaluationResult.disabled("no Vault here: missing " + missing);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == VaultServer.class;
    }

    @Override
    public VaultServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(VaultServers.class))
                .computeIfAbsent(VaultServer.class, _ -> VaultServer.start(), VaultServer.class);
    }
}
