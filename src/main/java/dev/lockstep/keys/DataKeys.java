package dev.lockstep.keys;

import dev.lockstep.crypto.Shamir;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import dev.lockstep.secret.Randomness;
import java.util.ArrayList;
import java.util.List;

/// Wraps the data key of a file for all its master keys, and gets it back with any that answers. With several key
/// groups each group wraps a share of the key (Shamir), and as many groups as the threshold says give it back (sops
/// 3.13, spec 5.8).
public final class DataKeys {
    private final KeyProviders providers;
    private final Randomness random;
    private final UnwrapPolicy policy;

    public DataKeys(KeyProviders providers, Randomness random, UnwrapPolicy policy) {
        this.providers = providers;
        this.random = random;
        this.policy = policy;
    }

    /// The threshold that a file with so many groups stores: 0 means all groups and is written out once there are
    /// several.
    public static int storedThreshold(int groups, int threshold) {
        return groups > 1 && threshold == 0 ? groups : threshold;
    }

    /// Wraps the key for every master key; all must succeed.
    ///
    /// @param threshold groups needed to get the key back; 0 means all; without effect when there is one group
    /// @return groups and keys in the given order
    /// @throws LockstepException `CONFIG_INVALID` for groups or a threshold that cannot work, `RECIPIENT_INVALID`,
    ///     `KEY_NOT_WRAPPED` with the reason for each key
    public List<KeyGroup> wrap(DataKey dataKey, List<List<MasterKey>> groups, int threshold) {
        check(groups, threshold);
        var shares = groups.size() == 1 ? List.of(dataKey) : shares(dataKey, groups.size(), threshold);
        try {
            var failures = new ArrayList<WrapFailure>();
            var wrapped = new ArrayList<KeyGroup>(groups.size());
            for (int i = 0; i < groups.size(); i++) {
                var keys = new ArrayList<WrappedKey>(groups.get(i).size());
                for (var key : groups.get(i)) {
                    try {
                        keys.add(providers.named(key.provider()).wrap(shares.get(i), key, policy.limit()));
                    } catch (LockstepException e) {
                        failures.add(new WrapFailure(key, e));
                    }
                }
                wrapped.add(new KeyGroup(keys));
            }
            if (!failures.isEmpty()) {
                throw notWrapped(failures);
            }
            return List.copyOf(wrapped);
        } finally {
            if (groups.size() > 1) {
                shares.forEach(DataKey::close);
            }
        }
    }

    private List<DataKey> shares(DataKey dataKey, int groups, int threshold) {
        try {
            return Shamir.split(dataKey, groups, storedThreshold(groups, threshold), random);
        } catch (LockstepException e) {
            throw invalid(
                    "could not split data key into parts for Shamir: "
                            + e.problem().what(),
                    e.problem().next());
        }
    }

    private record WrapFailure(MasterKey key, LockstepException cause) {}

    private static LockstepException notWrapped(List<WrapFailure> failures) {
        var first = failures.getFirst().cause().problem();
        var reasons = new FailureSummary();
        for (var failure : failures) {
            reasons.add("", failure.key(), failure.cause().problem().what());
        }
        boolean oneKind = failures.stream().allMatch(f -> f.cause().problem().kind() == first.kind());
        boolean oneAdvice =
                failures.stream().allMatch(f -> f.cause().problem().next().equals(first.next()));
        var lines = reasons.lines();
        boolean one = failures.size() == 1;
        return new LockstepException(
                oneKind ? first.kind() : Kind.KEY_NOT_WRAPPED,
                "Could not generate data key: "
                        + (one ? lines.getFirst() : failures.size() + " keys cannot be encrypted for"),
                "",
                oneAdvice ? first.next() : "correct or remove each of these keys",
                one ? List.of() : lines);
    }

    private static void check(List<List<MasterKey>> groups, int threshold) {
        if (groups.isEmpty()) {
            throw invalid("no key groups provided", "name at least one key");
        }
        for (var group : groups) {
            if (group.isEmpty()) {
                throw invalid("empty key group provided", "name at least one key in every group");
            }
        }
        if (threshold < 0) {
            throw invalid("threshold must be at least 2", "set shamir_threshold to at least 2, or leave it out");
        }
    }

    private static LockstepException invalid(String reason, String next) {
        return new LockstepException(Kind.CONFIG_INVALID, "Could not generate data key: [" + reason + "]", "", next);
    }

    /// Gets the data key back: tries keys in the order of [UnwrapPolicy] until enough groups have given their share.
    ///
    /// @param threshold as stored in the file; 0 means all groups
    /// @return the key, 32 bytes; the caller closes it
    /// @throws LockstepException `NO_KEY_OPENED_FILE` with the reason for each key
    public DataKey unwrap(List<KeyGroup> groups, int threshold) {
        try (var unwrapping = new Unwrapping(providers, policy, groups, threshold)) {
            return unwrapping.run();
        }
    }
}
