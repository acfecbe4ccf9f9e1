package dev.lockstep;

import dev.lockstep.document.Node;
import dev.lockstep.rules.Leaf;
import dev.lockstep.secret.Plaintext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Records which plaintext each ciphertext of a file holds, so that a rewrite can keep the ciphertext of a value that
/// stays, or encrypt each value again in its place. The values are lent by the opened file.
final class OpenedLeaves {
    private final Map<Node, Plaintext> byNode = new IdentityHashMap<>();
    private final Map<Key, List<Node>> ciphertexts = new HashMap<>();

    /// @param leaf holds the ciphertext
    void add(Leaf leaf, Plaintext value) {
        byNode.put(leaf.node(), value);
        ciphertexts
                .computeIfAbsent(new Key(leaf.aad(), value), _ -> new ArrayList<>(1))
                .add(leaf.node());
    }

    /// What a ciphertext holds; null if it was not opened.
    @Nullable
    Plaintext valueOf(Node ciphertext) {
        return byNode.get(ciphertext);
    }

    /// Begins to hand out the ciphertexts again.
    Reuse reuse() {
        return new Reuse();
    }

    /// Hands out each ciphertext once, in the order of the file.
    final class Reuse {
        private final Map<Key, Integer> taken = new HashMap<>();

        /// A ciphertext of this value for this place; null if there is none left.
        ///
        /// @return a scalar or a comment of the old file; a comment may be there as an item of a list, which is a
        /// scalar
        @Nullable
        Node take(Leaf leaf) {
            var key = new Key(leaf.aad(), leaf.value());
            var known = ciphertexts.get(key);
            int next = known == null ? 0 : taken.merge(key, 1, Integer::sum) - 1;
            return known == null || next >= known.size() ? null : known.get(next);
        }
    }

    /// A place and a value; equal if the additional data, the type and the bytes are.
    static final class Key {
        private final byte[] aad;
        private final Plaintext value;

        Key(byte[] aad, Plaintext value) {
            this.aad = aad;
            this.value = value;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(aad, key.aad) && value.sameAs(key.value);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(aad) + Arrays.hashCode(value.lent());
        }
    }
}
