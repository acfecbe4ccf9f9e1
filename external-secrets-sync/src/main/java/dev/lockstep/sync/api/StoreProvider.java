package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Selects the service behind a store. What is not served is kept as it is, and refused when it is used.
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class StoreProvider {
    static final StoreProvider NONE = new StoreProvider(null, null, Map.of());

    private final @Nullable VaultProvider vault;
    private final @Nullable FakeProvider fake;
    private final Map<String, Object> others;

    /// @param others the members that have no type of their own
    @JsonCreator
    public StoreProvider(
            @JsonProperty("vault") @Nullable VaultProvider vault,
            @JsonProperty("fake") @Nullable FakeProvider fake,
            @JsonAnySetter @Nullable Map<String, Object> others) {
        this.vault = vault;
        this.fake = fake;
        // Not Map.copyOf: a member may be null.
        this.others = others == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    @JsonProperty("vault")
    @JsonPropertyDescription("HashiCorp Vault, or OpenBao.")
    public @Nullable VaultProvider vault() {
        return vault;
    }

    @JsonProperty("fake")
    @JsonPropertyDescription("Values that stand in the store itself, for tests.")
    public @Nullable FakeProvider fake() {
        return fake;
    }

    /// The members that have no type of their own.
    @JsonAnyGetter
    public Map<String, Object> others() {
        return others;
    }

    /// The names of all members; more or fewer than one is a fault.
    public SortedSet<String> names() {
        var names = new TreeSet<>(others.keySet());
        if (vault != null) {
            names.add("vault");
        }
        if (fake != null) {
            names.add("fake");
        }
        return names;
    }

    @Override
    public String toString() {
        return "StoreProvider" + names();
    }
}
