package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import java.util.List;
import java.util.Map;

/// A source of secret values: a port with SOPS files, Vault and fakes behind it.
public interface SecretStore {
    /// Reads a batch. Every reference gets an answer; a store that is down fails each of them and throws nothing.
    ///
    /// @return for each reference its answer; found data is lent until the store is closed or asked again
    Map<RemoteRef, Fetched> fetch(List<RemoteRef> references);
}
