package dev.lockstep.sync.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Computes the merge patch between two JSON objects (RFC 7396): only members that differ; `null` removes one.
final class MergePatch {
    private MergePatch() {}

    /// @return an empty object if nothing differs
    static ObjectNode between(JsonNode before, JsonNode after) {
        var patch = JsonNodeFactory.instance.objectNode();
        after.properties().forEach(member -> {
            var old = before.path(member.getKey());
            var value = member.getValue();
            if (old.isObject() && value.isObject()) {
                var inner = between(old, value);
                if (!inner.isEmpty()) {
                    patch.set(member.getKey(), inner);
                }
            } else if (!old.equals(value)) {
                patch.set(member.getKey(), value);
            }
        });
        before.properties().forEach(member -> {
            if (!after.has(member.getKey())) {
                patch.putNull(member.getKey());
            }
        });
        return patch;
    }
}
