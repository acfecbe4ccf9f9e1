package dev.lockstep;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.rules.Leaf;
import dev.lockstep.rules.LeafRules;
import dev.lockstep.secret.Plaintext;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Finds values that are encrypted in one place of a file and readable in another, since an alias leads out of what the
/// rule selects, or into it.
final class ExposedValues {
    private static final int MOST_NAMED = 5;

    private static final class Places {
        private String secret = "";
        private final List<String> clear = new ArrayList<>();
        private int clearOnes;

        boolean exposed() {
            return !secret.isEmpty() && clearOnes > 0;
        }

        String list() {
            int more = clearOnes - clear.size();
            return String.join(", ", clear) + (more > 0 ? " and " + more + " more places" : "");
        }
    }

    private final Map<Plaintext, Places> shared = new IdentityHashMap<>();
    private final List<Places> exposed = new ArrayList<>();

    private ExposedValues() {}

    /// One sentence for each such value, without the value.
    static List<String> warnings(LeafRules leaves, List<Mapping> roots) {
        if (roots.stream().noneMatch(ExposedValues::hasAlias)) {
            return List.of();
        }
        var values = new ExposedValues();
        leaves.walk(roots, values::noteShared);
        leaves.walk(roots, values::notePlace);
        var warnings = new ArrayList<String>();
        for (var places : values.exposed.subList(0, Math.min(MOST_NAMED, values.exposed.size()))) {
            warnings.add(
                    places.secret + " is encrypted, but an alias leaves the same value readable at " + places.list());
        }
        if (values.exposed.size() > MOST_NAMED) {
            warnings.add((values.exposed.size() - MOST_NAMED)
                    + " more encrypted values stay readable elsewhere through aliases");
        }
        return warnings;
    }

    private static boolean hasAlias(Node node) {
        return switch (node) {
            case Mapping(var members, _) -> {
                for (var member : members) {
                    if (member instanceof Entry entry && hasAlias(entry.value())) {
                        yield true;
                    }
                }
                yield false;
            }
            case Sequence(var items, _) -> {
                for (var item : items) {
                    if (hasAlias(item)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Alias _ -> true;
            case Scalar _, Comment _ -> false;
        };
    }

    private Node noteShared(Leaf leaf) {
        if (leaf.aliased() && leaf.node() instanceof Scalar && !leaf.value().isEmpty()) {
            shared.computeIfAbsent(leaf.value(), _ -> new Places());
        }
        return leaf.node();
    }

    private Node notePlace(Leaf leaf) {
        var places = shared.get(leaf.value());
        if (places == null) {
            return leaf.node();
        }
        boolean known = places.exposed();
        if (!leaf.secret() && ++places.clearOnes <= MOST_NAMED) {
            places.clear.add(leaf.place());
        } else if (leaf.secret() && places.secret.isEmpty()) {
            places.secret = leaf.place();
        }
        if (!known && places.exposed()) {
            exposed.add(places);
        }
        return leaf.node();
    }
}
