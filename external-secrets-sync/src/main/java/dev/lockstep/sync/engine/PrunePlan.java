package dev.lockstep.sync.engine;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Lists the Secrets to delete because no spec is left for them. A source that lost most of its specs is more likely
/// broken than meant: above a limit nothing goes.
public sealed interface PrunePlan {
    record Remove(List<SecretName> names) implements PrunePlan {
        public Remove {
            names = List.copyOf(names);
        }
    }

    record Hold(Problem problem) implements PrunePlan {}

    /// @param owned our own Secrets in the target
    /// @param limit how much of it may go at once, in percent
    static PrunePlan of(Set<SecretName> wanted, Collection<SecretName> owned, int limit) {
        var unwanted = owned.stream().filter(name -> !wanted.contains(name)).toList();
        if (unwanted.size() * 100L <= (long) owned.size() * limit) {
            return new Remove(unwanted);
        }
        return new Hold(new Problem(
                Kind.OUTPUT_UNWRITABLE,
                "pruning would remove " + unwanted.size() + " of " + owned.size() + " Secrets, the limit is " + limit
                        + " percent",
                "",
                "check the source; if it is right, raise --prune-limit for one run"));
    }
}
