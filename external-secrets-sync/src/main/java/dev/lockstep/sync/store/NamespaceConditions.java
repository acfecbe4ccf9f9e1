package dev.lockstep.sync.store;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.lockstep.sync.api.StoreSpec;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Decides which namespaces may use a cluster store: its `spec.conditions`. One of them that holds is enough; without
/// any, every namespace may. Unlike in ESO 2.9 an expression has to match the whole name of the namespace, so that
/// `team-a` does not let `xteam-abc` in.
public record NamespaceConditions(List<Condition> conditions) {
    public static final NamespaceConditions NONE = new NamespaceConditions(List.of());

    public NamespaceConditions {
        conditions = List.copyOf(conditions);
    }

    /// One way to be let in; also, one part of it that holds is enough.
    ///
    /// @param selectors none or one
    public record Condition(List<NamespaceSelector> selectors, List<String> namespaces, List<Pattern> expressions) {
        public Condition {
            selectors = List.copyOf(selectors);
            namespaces = List.copyOf(namespaces);
            expressions = List.copyOf(expressions);
        }

        private boolean admitsByName(String namespace) {
            return namespaces.contains(namespace)
                    || expressions.stream().anyMatch(expression -> expression.matches(namespace));
        }

        private boolean admitsByLabels(Map<String, String> labels) {
            return selectors.stream().anyMatch(selector -> selector.chooses(labels));
        }
    }

    /// What the conditions say of a namespace.
    public enum Verdict {
        ADMITTED,
        DENIED,
        /// Denied, although an expression matches a part of the name: ESO would have let it in.
        DENIED_PARTIAL_MATCH
    }

    /// @throws StoreException `STORE_INVALID` for what is no selector or no expression (RE2)
    static NamespaceConditions of(List<StoreSpec.Admission> admissions) {
        try {
            return new NamespaceConditions(
                    admissions.stream().map(NamespaceConditions::condition).toList());
        } catch (PatternSyntaxException e) {
            throw invalid("namespaceRegexes: " + e.getDescription() + ": " + e.getPattern());
        } catch (IllegalArgumentException e) {
            throw invalid("namespaceSelector: " + e.getMessage());
        }
    }

    private static Condition condition(StoreSpec.Admission admission) {
        var selector = admission.namespaceSelector();
        return new Condition(
                selector == null ? List.of() : List.of(NamespaceSelector.of(selector)),
                admission.namespaces(),
                admission.namespaceRegexes().stream().map(Pattern::compile).toList());
    }

    private static StoreException invalid(String what) {
        return StoreException.lasting(new SyncError(
                Cause.STORE_INVALID, what, "spec.conditions", "correct it; nobody may use the store till then"));
    }

    /// @param labels those of the namespace; asked for only if its name does not decide
    public Verdict of(String namespace, Supplier<Map<String, String>> labels) {
        if (conditions.isEmpty() || conditions.stream().anyMatch(condition -> condition.admitsByName(namespace))) {
            return Verdict.ADMITTED;
        }
        if (readLabels() && admitByLabels(labels.get())) {
            return Verdict.ADMITTED;
        }
        boolean partial = conditions.stream()
                .flatMap(condition -> condition.expressions().stream())
                .anyMatch(expression -> expression.matcher(namespace).find());
        return partial ? Verdict.DENIED_PARTIAL_MATCH : Verdict.DENIED;
    }

    private boolean admitByLabels(Map<String, String> labels) {
        return conditions.stream().anyMatch(condition -> condition.admitsByLabels(labels));
    }

    /// Whether labels of namespaces play a part.
    public boolean readLabels() {
        return conditions.stream().anyMatch(condition -> !condition.selectors().isEmpty());
    }
}
