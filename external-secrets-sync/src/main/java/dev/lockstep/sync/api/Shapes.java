package dev.lockstep.sync.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Defines patterns of texts for the schema. Resources that were stored under another schema need not keep to it, so
/// whoever uses a value checks it again.
final class Shapes {
    static final int LONGEST_NAME = 253;

    /// A duration as Go reads it, but not below zero: `1h30m`, `0`.
    static final String DURATION = "^\\+?(0|(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$";

    private Shapes() {}

    /// What is given of a list: nulls, which the schema does not admit and an older one may have kept, are left out.
    static <T> List<T> given(@Nullable List<@Nullable T> list) {
        List<T> given = new ArrayList<>();
        if (list != null) {
            for (var item : list) {
                if (item != null) {
                    given.add(item);
                }
            }
        }
        return List.copyOf(given);
    }

    /// The same of a map.
    static <T> Map<String, T> given(@Nullable Map<String, @Nullable T> map) {
        Map<String, T> given = new HashMap<>();
        if (map != null) {
            map.forEach((name, value) -> {
                if (value != null) {
                    given.put(name, value);
                }
            });
        }
        return Map.copyOf(given);
    }

    // Constants as the API spells them; the schema lists them.

    enum StoreKind {
        SecretStore,
        ClusterSecretStore
    }

    enum CreationPolicy {
        Owner,
        Orphan,
        Merge,
        None,
        CreateOrMerge
    }

    enum DeletionPolicy {
        Retain,
        Delete,
        Merge
    }

    enum RefreshPolicy {
        CreatedOnce,
        Periodic,
        OnChange
    }

    enum MetadataPolicy {
        None,
        Fetch
    }

    enum ConversionStrategy {
        Default,
        Unicode
    }

    enum DecodingStrategy {
        None,
        Base64,
        Base64URL,
        Auto
    }

    enum NullBytePolicy {
        Ignore,
        Fail
    }

    enum EngineVersion {
        v2
    }

    enum MergePolicy {
        Replace,
        Merge
    }

    enum TemplateAs {
        Values,
        KeysAndValues
    }

    enum ConflictPolicy {
        Error,
        Ignore
    }

    enum PriorityPolicy {
        Strict,
        IgnoreNotFound
    }

    enum MergeStrategy {
        Extract,
        JSON
    }

    enum WindowKind {
        allow,
        deny
    }
}
