package dev.lockstep.sync.agent;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SecretKeyName;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.Credentials;
import dev.lockstep.sync.store.StoreException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Reads the credentials of stores from a directory that the command line names, `NAMESPACE/NAME/KEY`. Nothing of the
/// source is ever a credential: whoever may write a store there could send any of its Secrets to a server.
final class DirectoryCredentials implements Credentials {
    /// As large as a Secret may be.
    private static final int LARGEST = 1 << 20;

    private final Optional<Path> directory;

    DirectoryCredentials(Optional<Path> directory) {
        this.directory = directory;
    }

    @Override
    public Plaintext read(KeyRef key) {
        if (key.kind() != KeyRef.Kind.SECRET) {
            throw missing("no ConfigMap is read here", key, "give the certificates in the store itself, as caBundle");
        }
        // The names come from the source, and must not lead out of the directory.
        if (!SecretName.isValid(key.namespace(), key.name()) || !SecretKeyName.isValid(key.key())) {
            throw missing("is not the name of a Secret and a key of it", key, "correct the store");
        }
        var file = directory
                .orElseThrow(() -> missing(
                        "the store needs a credential, and none are given; Secrets of the source are shown to no store",
                        key,
                        "name a directory that holds it as NAMESPACE/NAME/KEY with --store-credentials"))
                .resolve(key.namespace())
                .resolve(key.name())
                .resolve(key.key());
        return read(file, key);
    }

    private static Plaintext read(Path file, KeyRef key) {
        try {
            if (!Files.exists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            // Before it is opened: opening a pipe would wait for somebody who writes.
            if (!Files.isRegularFile(file)) {
                throw missing(file + " is not a regular file", key, "put the credential there");
            }
            try (var in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(LARGEST + 1);
                if (bytes.length > LARGEST) {
                    Arrays.fill(bytes, (byte) 0);
                    throw missing(file + " is larger than a Secret can be", key, "put the credential there");
                }
                return Plaintext.owning(Plaintext.Type.STRING, bytes);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw missing(
                    "there is no file " + file + "; Secrets of the source are shown to no store",
                    key,
                    "put the credential there");
        } catch (IOException e) {
            throw missing(file + " cannot be read", key, "check its permissions");
        }
    }

    private static StoreException missing(String what, KeyRef key, String next) {
        return StoreException.lasting(new SyncError(Cause.CREDENTIAL_MISSING, what, key.toString(), next));
    }

    @Override
    public Plaintext issueToken(AccountRef account, URI recipient) {
        throw StoreException.lasting(new SyncError(
                Cause.AUTH_FAILED,
                "no token is issued here for service account " + account.namespace() + "/" + account.name(),
                "",
                "use a token or an AppRole here, or lockstep-sync run in a cluster"));
    }
}
