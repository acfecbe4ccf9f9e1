package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.store.Credentials.AccountRef;
import dev.lockstep.sync.store.Credentials.KeyRef;
import java.util.List;
import java.util.SequencedMap;

/// Describes how a client gets its token.
sealed interface Login {
    /// Somebody else made the token and keeps it alive; it is neither renewed nor revoked here.
    record Given(KeyRef token) implements Login {}

    /// A request to an auth method, which all take one object of texts.
    ///
    /// @param path its parts below `/v1`: `auth`, `approle`, `login`
    /// @param fields name → value of the request's object
    record Exchange(List<String> path, SequencedMap<String, LoginCredential> fields) implements Login {}

    /// A value of a login request.
    sealed interface LoginCredential {
        record Literal(String text) implements LoginCredential {}

        record Kept(KeyRef key) implements LoginCredential {}

        record Issued(AccountRef account) implements LoginCredential {}
    }
}
