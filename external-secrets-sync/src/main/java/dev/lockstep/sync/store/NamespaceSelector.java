package dev.lockstep.sync.store;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Chooses namespaces by their labels, as Kubernetes' label selectors do: all of it has to hold; an empty one chooses
/// every namespace.
public record NamespaceSelector(Map<String, String> labels, List<Requirement> requirements) {
    public NamespaceSelector {
        labels = Map.copyOf(labels);
        requirements = List.copyOf(requirements);
    }

    /// @throws IllegalArgumentException if a requirement is none
    static NamespaceSelector of(LabelSelector selector) {
        var labels = selector.getMatchLabels();
        if (labels != null && labels.containsValue(null)) {
            throw new IllegalArgumentException("a label has no value");
        }
        var expressions = selector.getMatchExpressions();
        return new NamespaceSelector(
                labels == null ? Map.of() : labels,
                expressions == null
                        ? List.of()
                        : expressions.stream()
                                .map(NamespaceSelector::requirement)
                                .toList());
    }

    /// What is null makes no requirement; to leave it out would let others in.
    private static Requirement requirement(@Nullable LabelSelectorRequirement given) {
        if (given == null) {
            throw new IllegalArgumentException("an expression is empty");
        }
        var values = Objects.requireNonNullElse(given.getValues(), List.<String>of());
        if (values.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("label " + given.getKey() + ": a value is empty");
        }
        return Requirement.of(
                Objects.requireNonNullElse(given.getKey(), ""),
                Objects.requireNonNullElse(given.getOperator(), ""),
                values);
    }

    /// One demand on one label.
    public sealed interface Requirement {
        boolean holds(Map<String, String> labels);

        /// @throws IllegalArgumentException if there is no value to compare with
        record In(String key, List<String> values) implements Requirement {
            public In {
                values = someOf(key, values);
            }

            @Override
            public boolean holds(Map<String, String> labels) {
                var value = labels.get(key);
                return value != null && values.contains(value);
            }
        }

        /// Holds without the label, too.
        ///
        /// @throws IllegalArgumentException if there is no value to compare with
        record NotIn(String key, List<String> values) implements Requirement {
            public NotIn {
                values = someOf(key, values);
            }

            @Override
            public boolean holds(Map<String, String> labels) {
                var value = labels.get(key);
                return value == null || !values.contains(value);
            }
        }

        record Exists(String key) implements Requirement {
            @Override
            public boolean holds(Map<String, String> labels) {
                return labels.containsKey(key);
            }
        }

        record DoesNotExist(String key) implements Requirement {
            @Override
            public boolean holds(Map<String, String> labels) {
                return !labels.containsKey(key);
            }
        }

        /// As manifests write it.
        ///
        /// @throws IllegalArgumentException if that is no requirement; its message names the label key and operator
        static Requirement of(String key, String operator, List<String> values) {
            return switch (operator) {
                case "In" -> new In(key, values);
                case "NotIn" -> new NotIn(key, values);
                case "Exists" -> new Exists(noneOf(key, operator, values));
                case "DoesNotExist" -> new DoesNotExist(noneOf(key, operator, values));
                default -> throw new IllegalArgumentException("label " + key + ": no operator is called " + operator);
            };
        }

        private static List<String> someOf(String key, List<String> values) {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("label " + key + ": In and NotIn need values");
            }
            return List.copyOf(values);
        }

        private static String noneOf(String key, String operator, List<String> values) {
            if (!values.isEmpty()) {
                throw new IllegalArgumentException("label " + key + ": " + operator + " takes no values");
            }
            return key;
        }
    }

    public boolean chooses(Map<String, String> ofNamespace) {
        return ofNamespace.entrySet().containsAll(labels.entrySet())
                && requirements.stream().allMatch(requirement -> requirement.holds(ofNamespace));
    }
}
