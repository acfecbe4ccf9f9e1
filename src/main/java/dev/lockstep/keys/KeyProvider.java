package dev.lockstep.keys;

import dev.lockstep.secret.DataKey;
import java.time.Duration;
import java.util.List;

/// Wraps and unwraps data keys with one kind of master key. Nothing of it is loaded before a file or a rule names its
/// [#id()].
public interface KeyProvider {
    /// The key's list in the `sops` block: `age`, `pgp`, `kms`, `gcp_kms`, `azure_kv`, `hc_vault`, `hckms`.
    String id();

    /// Whether there are credentials to try at all. Looks at environment and files, never at the network.
    boolean canTry(MasterKey key);

    /// Whether a try is mere computation: no network, no device, no other program, no person. Such a try is made at
    /// once, on the calling thread; others may be given up when they take too long.
    default boolean isLocal(MasterKey key) {
        return false;
    }

    /// What to do on a machine where no key opens a file for this one, as an order to the reader; empty if there is
    /// nothing to advise.
    default String remedy(MasterKey key) {
        return "";
    }

    /// Wraps a data key or a share.
    ///
    /// @throws dev.lockstep.problem.LockstepException `RECIPIENT_INVALID` if the key's fields name no key,
    /// `KEY_NOT_WRAPPED`
    WrappedKey wrap(DataKey dataKey, MasterKey key, Duration limit);

    /// Tries to unwrap. The caller closes the opened key.
    Unwrapped unwrap(WrappedKey wrapped, Duration limit);

    /// Tries to unwrap one of the many keys that a file may name, as far as the file's budget allows. A provider whose
    /// tries cost a stranger's file nothing but waiting need not look at it.
    default Unwrapped unwrap(WrappedKey wrapped, Duration limit, UnwrapBudget budget) {
        return unwrap(wrapped, limit);
    }

    /// What came of a try; the reasons are sentences for a person, without a secret.
    sealed interface Unwrapped {
        record Opened(DataKey dataKey) implements Unwrapped {}

        /// @param sources one line for each place where a key was looked for, with what was found there; the same for
        /// many keys of a file
        record NotOurs(String reason, List<String> sources) implements Unwrapped {
            public NotOurs(String reason) {
                this(reason, List.of());
            }
        }

        /// @param sources as in [NotOurs]
        record Unreachable(String reason, List<String> sources) implements Unwrapped {
            public Unreachable(String reason) {
                this(reason, List.of());
            }
        }
    }

    /// How a provider is found: each key module registers one of these for `ServiceLoader`.
    interface Module {
        String id();

        KeyProvider open(ProviderEnvironment environment);
    }
}
