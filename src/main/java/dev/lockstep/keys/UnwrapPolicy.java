package dev.lockstep.keys;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/// Defines in which order the keys of a file are tried, and how patiently.
///
/// @param order key services by name, first to last; keys of services not named come after, in the order of the file
/// @param hedgeAfter how long the next key waits for an answer of the one before
/// @param limit how long one key may take altogether
public record UnwrapPolicy(List<String> order, Duration hedgeAfter, Duration limit) {
    /// What sops does without `--decryption-order`, with our limits.
    public static final UnwrapPolicy DEFAULT =
            new UnwrapPolicy(List.of("age", "pgp"), Duration.ofSeconds(2), Duration.ofSeconds(15));

    public UnwrapPolicy {
        order = List.copyOf(order);
    }

    /// The same with the order that `--decryption-order` or `SOPS_DECRYPTION_ORDER` gives: names between commas, not
    /// trimmed; unknown names count for nothing, an empty text means the default order.
    ///
    /// @throws LockstepException `DUPLICATE_DECRYPTION_ORDER`
    public UnwrapPolicy ordered(String names) {
        if (names.isEmpty()) {
            return this;
        }
        var list = List.of(names.split(",", -1));
        var seen = new HashSet<String>();
        for (var name : list) {
            if (!seen.add(name)) {
                throw new LockstepException(
                        Kind.DUPLICATE_DECRYPTION_ORDER,
                        "Duplicate decryption key type: " + name,
                        "",
                        "name each key service once in the decryption order");
            }
        }
        return new UnwrapPolicy(list, hedgeAfter, limit);
    }

    /// The same with other times.
    public UnwrapPolicy within(Duration hedge, Duration keyLimit) {
        return new UnwrapPolicy(order, hedge, keyLimit);
    }

    /// The place of a key service in the order; services not named share the last place.
    int rank(String provider) {
        int at = order.indexOf(provider);
        return at < 0 ? order.size() : at;
    }
}
