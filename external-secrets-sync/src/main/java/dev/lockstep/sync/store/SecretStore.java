package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import java.util.List;
import java.util.Map;

/// A source of secret values: a port with SOPS files, Vault and fakes behind it. One object is one authenticated
/// client; it may be asked from several threads at once.
public interface SecretStore extends AutoCloseable {
    /// Reads a batch. Every reference gets an answer; a store that is down fails each of them and throws nothing.
    ///
    /// @return for each reference its answer; what was found belongs to the caller, who closes it
    Map<RemoteRef, Fetched> fetch(List<RemoteRef> references);

    /// Gives back what the client holds: connections, a token of its own.
    @Override
    default void close() {}
}
