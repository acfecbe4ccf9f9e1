package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SyncError;
import java.util.List;
import java.util.Map;

/// Reads secret values from a source: a port with SOPS files, Vault and fakes behind it. One object is one
/// authenticated client; it may be asked from several threads at once.
public interface SecretStore extends AutoCloseable {
    /// Reads a batch. Every reference gets an answer; a store that is down fails each of them and throws nothing.
    ///
    /// @return for each reference its answer; what was found belongs to the caller, who closes it
    Map<RemoteRef, Fetched> fetch(List<RemoteRef> references);

    /// How many references one request of the service carries; a call of [#fetch] never has more.
    default int batch() {
        return 1;
    }

    /// Asks the service, at the least cost, whether it is well and accepts the credential.
    default Health check() {
        return new Health.Unknown();
    }

    /// What a check gives.
    sealed interface Health {
        record Ready() implements Health {}

        /// The service has no way to tell, or the store none to ask.
        record Unknown() implements Health {}

        record Failed(SyncError error) implements Health {}
    }

    /// Gives back what the client holds: connections, a token of its own.
    @Override
    default void close() {}
}
