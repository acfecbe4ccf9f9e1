package dev.lockstep.sync.peers;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the one peer of a kind in their JVM, which is started for the first and stopped after the last; skips
/// them where its programs are missing.
abstract class SharedPeer<T extends AutoCloseable> implements ExecutionCondition, ParameterResolver {
    private final Class<T> type;
    private final String name;
    private final List<String> programs;
    private final List<String> scripts;
    private final Supplier<T> start;

    /// @param name for people, without an article
    SharedPeer(Class<T> type, String name, List<String> programs, List<String> scripts, Supplier<T> start) {
        this.type = type;
        this.name = name;
        this.programs = programs;
        this.scripts = scripts;
        this.start = start;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        var missing = PeerScripts.missing(programs, scripts);
        return missing.isEmpty()
                ? ConditionEvaluationResult.enabled("a " + name + " can be started")
                : ConditionEvaluationResult.disabled("no " + name + " here: missing " + missing);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == type;
    }

    @Override
    public T resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(Namespace.create(type)).computeIfAbsent(type, _ -> start.get(), type);
    }
}
