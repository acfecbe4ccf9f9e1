package dev.lockstep.sync.store;

import dev.lockstep.secret.Plaintext;
import java.net.URI;
import java.util.List;

/// Provides the credentials of stores: a port with the cluster and fakes behind it. Decides nothing about who may use
/// what: see [CredentialScope].
public interface Credentials {
    /// Reads one key, as it is now.
    ///
    /// @return the bytes as they are, which the caller closes
    /// @throws StoreException `CREDENTIAL_MISSING` if the object or the key is not there, `ACCESS_DENIED` if it may not
    ///     be read, `UNREACHABLE` if the API server cannot be asked
    Plaintext read(KeyRef key);

    /// Has a token issued for a service account and bound to it, good for ten minutes, which is the shortest time there
    /// is: the `TokenRequest` of Kubernetes.
    ///
    /// @param recipient the server that it is sent to, and no other
    /// @return the token, which the caller closes
    /// @throws StoreException `CREDENTIAL_MISSING` if there is no such account, `AUTH_FAILED` if the token is refused,
    ///     `STORE_DENIED` if that server may not be shown it, `UNREACHABLE`
    Plaintext issueToken(AccountRef account, URI recipient);

    /// One key of a Secret or ConfigMap.
    record KeyRef(Kind kind, String namespace, String name, String key) {
        /// The kinds of objects that may hold one.
        public enum Kind {
            SECRET("Secret"),
            CONFIG_MAP("ConfigMap");

            private final String spelled;

            Kind(String spelled) {
                this.spelled = spelled;
            }

            public String spelled() {
                return spelled;
            }
        }

        /// A key of a Secret.
        public static KeyRef secret(String namespace, String name, String key) {
            return new KeyRef(Kind.SECRET, namespace, name, key);
        }

        /// `Secret NAMESPACE/NAME, key KEY`.
        @Override
        public String toString() {
            return kind.spelled() + " " + namespace + "/" + name + ", key " + key;
        }
    }

    /// A service account and whom its token is for; with no audience it is for the API server.
    record AccountRef(String namespace, String name, List<String> audiences) {
        public AccountRef {
            audiences = List.copyOf(audiences);
        }
    }
}
