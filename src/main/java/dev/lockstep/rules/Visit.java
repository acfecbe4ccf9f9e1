package dev.lockstep.rules;

import dev.lockstep.document.Node;
import dev.lockstep.rules.LeafRules.Step;
import dev.lockstep.secret.Plaintext;
import java.nio.charset.StandardCharsets;

/// A leaf as the walk meets it. Its names are built only when asked for: most leaves of a file are not secret and not
/// wrong.
record Visit(Node node, Plaintext value, boolean secret, boolean inSequence, Step step, boolean aliased)
        implements Leaf {
    private static final int LONGEST_NAME = 100;

    @Override
    public byte[] aad() {
        var path = new StringBuilder();
        keysOf(step, path);
        return (path.isEmpty() ? ":" : path.toString()).getBytes(StandardCharsets.UTF_8);
    }

    private static void keysOf(Step step, StringBuilder out) {
        if (step.from() == null) {
            return;
        }
        keysOf(step.from(), out);
        if (step.key() != null) {
            out.append(step.key()).append(':');
        }
    }

    @Override
    public String place() {
        var place = new StringBuilder();
        placeOf(step, place);
        return place.toString();
    }

    private static void placeOf(Step step, StringBuilder out) {
        if (step.from() == null) {
            return;
        }
        placeOf(step.from(), out);
        if (step.key() == null) {
            out.append('[').append(step.index()).append(']');
        } else {
            String name = step.key();
            out.append(out.isEmpty() ? "" : ".")
                    .append(name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name);
        }
    }
}
