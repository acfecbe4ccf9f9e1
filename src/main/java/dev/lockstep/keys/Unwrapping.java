package dev.lockstep.keys;

import dev.lockstep.crypto.Shamir;
import dev.lockstep.keys.KeyProvider.Unwrapped;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tries once to get a data key back. Keys that only need computation are tried on the calling thread, one after the
/// other; a key that may keep us waiting runs beside it in a [HedgedUnwrap], and the next one starts when it fails or
/// has not answered for a while.
final class Unwrapping implements AutoCloseable {
    /// More keys than any real file has; each costs a try.
    private static final int MOST_KEYS = 1000;

    private static final String RESTORE = "restore the file from Git";
    private static final String ELSEWHERE = "use sops 3.13 for key services that are not part of this build";

    private static final int SHARE_LENGTH = DataKey.LENGTH + 1;

    /// A key to try for a group.
    record Candidate(int group, WrappedKey wrapped) {}

    private final KeyProviders providers;
    private final UnwrapPolicy policy;
    private final List<KeyGroup> groups;
    private final int needed;
    private final @Nullable DataKey[] shares;
    private final FailureSummary reasons = new FailureSummary();
    private final UnwrapBudget budget = new UnwrapBudget();
    private int opened;
    private @Nullable HedgedUnwrap hedged;

    Unwrapping(KeyProviders providers, UnwrapPolicy policy, List<KeyGroup> groups, int threshold) {
        this.providers = providers;
        this.policy = policy;
        this.groups = groups;
        this.needed = groups.size() == 1 ? 1 : threshold == 0 ? groups.size() : Math.max(2, threshold);
        this.shares = new @Nullable DataKey[groups.size()];
    }

    DataKey run() {
        var candidates = candidates();
        if (candidates.isEmpty() || needed > groups.size()) {
            throw failed(
                    candidates.isEmpty() ? "the file names no key" : "it needs more key groups than it has",
                    RESTORE,
                    List.of());
        }
        if (candidates.size() > MOST_KEYS) {
            throw failed("the file names more than " + MOST_KEYS + " keys", RESTORE, List.of());
        }
        for (int i = 0; i < candidates.size() && opened < needed; i++) {
            if (shares[candidates.get(i).group()] == null) {
                attempt(candidates.get(i), i == candidates.size() - 1);
            }
        }
        while (opened < needed && hedged != null && hedged.isRunning()) {
            settle(hedged.await(policy.limit()));
        }
        if (opened < needed) {
            throw failed(headline(), remedy(candidates), reasons.lines());
        }
        return dataKey();
    }

    private String headline() {
        return groups.size() == 1
                ? "no key opens this file"
                : "too few keys open this file (it needs " + needed + " of " + groups.size() + " key groups, " + opened
                        + (opened == 1 ? " was" : " were") + " opened)";
    }

    /// That of the first service with one; what this build has no service for, sops has.
    private String remedy(List<Candidate> candidates) {
        for (var candidate : candidates) {
            if (shares[candidate.group()] == null) {
                var key = candidate.wrapped().key();
                var provider = providers.find(key.provider());
                if (provider == null) {
                    continue;
                }
                var remedy = provider.remedy(key);
                if (!remedy.isEmpty()) {
                    return remedy;
                }
            }
        }
        return ELSEWHERE;
    }

    /// Group by group; within a group by the order of services, then of the file; what is there twice is tried once.
    private List<Candidate> candidates() {
        var candidates = new ArrayList<Candidate>();
        for (int i = 0; i < groups.size(); i++) {
            int group = i;
            var keys = new ArrayList<>(groups.get(i).keys());
            // Not Comparator.comparingInt: the JVM spins a class for it at each start, which takes milliseconds.
            keys.sort((one, other) -> Integer.compare(rank(one), rank(other)));
            var seen = new HashSet<WrappedKey>();
            keys.stream().filter(seen::add).forEach(wrapped -> candidates.add(new Candidate(group, wrapped)));
        }
        return candidates;
    }

    private int rank(WrappedKey wrapped) {
        return policy.rank(wrapped.key().provider());
    }

    private void attempt(Candidate candidate, boolean last) {
        var key = candidate.wrapped().key();
        var provider = providers.find(key.provider());
        if (provider == null) {
            fail(candidate, KeyProviders.absent(key.provider()));
        } else if (provider.isLocal(key)) {
            settle(candidate, unwrap(provider, candidate));
        } else if (!provider.canTry(key)) {
            fail(candidate, "no credentials for it on this machine");
        } else if (last && hedged == null) {
            settle(candidate, unwrap(provider, candidate));
        } else {
            if (hedged == null) {
                hedged = new HedgedUnwrap(policy.limit());
            }
            hedged.start(candidate, () -> unwrap(provider, candidate));
            settle(hedged.await(policy.hedgeAfter()));
        }
    }

    private Unwrapped unwrap(KeyProvider provider, Candidate candidate) {
        try {
            return provider.unwrap(candidate.wrapped(), policy.limit(), budget);
        } catch (LockstepException e) {
            return new Unwrapped.NotOurs(e.problem().what());
        } catch (RuntimeException | LinkageError e) {
            // The message of an unknown error may quote anything.
            return new Unwrapped.Unreachable("it failed with " + e.getClass().getSimpleName());
        }
    }

    private void settle(HedgedUnwrap.@Nullable Answer answer) {
        if (answer != null) {
            settle(answer.candidate(), answer.result());
        }
    }

    private void settle(Candidate candidate, Unwrapped result) {
        switch (result) {
            case Unwrapped.Opened(var share) when shares[candidate.group()] != null -> share.close();
            case Unwrapped.Opened(var share) -> {
                var objection = objection(share);
                if (objection == null) {
                    shares[candidate.group()] = share;
                    opened++;
                } else {
                    share.close();
                    fail(candidate, objection);
                }
            }
            case Unwrapped.NotOurs(var reason, var sources) -> {
                fail(candidate, reason);
                reasons.addSources(sources);
            }
            case Unwrapped.Unreachable(var reason, var sources) -> {
                fail(candidate, reason);
                reasons.addSources(sources);
            }
        }
    }

    private @Nullable String objection(DataKey share) {
        int length = groups.size() == 1 ? DataKey.LENGTH : SHARE_LENGTH;
        if (share.length() != length) {
            return "it gave " + share.length() + " bytes instead of " + length;
        }
        if (groups.size() == 1) {
            return null;
        }
        if (number(share) == 0) {
            return "it gave a share with number 0";
        }
        for (var other : shares) {
            if (other != null && number(other) == number(share)) {
                return "it gave the same share as another group";
            }
        }
        return null;
    }

    /// Which of the shares it is: the byte behind those of the key.
    private static int number(DataKey share) {
        return share.lend(bytes -> bytes[bytes.length - 1] & 0xff);
    }

    private void fail(Candidate candidate, String reason) {
        reasons.add(
                groups.size() == 1 ? "" : "group " + candidate.group() + ": ",
                candidate.wrapped().key(),
                reason);
    }

    private DataKey dataKey() {
        if (groups.size() > 1) {
            return Shamir.combine(Stream.of(shares).filter(Objects::nonNull).toList());
        }
        var only = Objects.requireNonNull(shares[0]);
        shares[0] = null; // the caller's now
        return only;
    }

    private static LockstepException failed(String what, String next, List<String> causes) {
        return new LockstepException(
                Kind.NO_KEY_OPENED_FILE,
                "Failed to get the data key required to decrypt the SOPS file: " + what,
                "",
                next,
                causes);
    }

    @Override
    public void close() {
        if (hedged != null) {
            hedged.close();
        }
        for (var share : shares) {
            if (share != null) {
                share.close();
            }
        }
    }
}
