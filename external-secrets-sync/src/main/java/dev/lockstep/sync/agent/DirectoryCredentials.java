package dev.lockstep.sync.agent;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fault;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.SecretValue;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.store.Credentials;
import dev.lockstep.sync.store.SopsFiles;
import dev.lockstep.sync.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Credentials out of the Secret manifests of the same revision, which are SOPS files. No cluster is asked for tokens,
/// even if its Secrets are written.
final class DirectoryCredentials implements Credentials {
    private final SopsFiles files;
    private final Map<String, SyncSpec> manifests;

    DirectoryCredentials(SopsFiles files) {
        this.files = files;
        this.manifests = files.specs().stream()
                .collect(Collectors.toMap(spec -> spec.target().toString(), Function.identity()));
    }

    @Override
    public Plaintext read(KeyRef key) {
        if (key.kind() == KeyRef.Kind.SECRET
                && manifests.get(key.namespace() + "/" + key.name()) instanceof SyncSpec manifest) {
            var reference = manifest.entries().getFirst().remote();
            try (var answer = files.fetch(List.of(reference)).get(reference)) {
                if (answer instanceof Fetched.Found(SecretValue.Members(var data), _, _)
                        && data.values().get(key.key()) instanceof Plaintext value) {
                    return value.copy();
                }
            }
        }
        throw StoreException.lasting(new Fault(
                Cause.CREDENTIAL_MISSING,
                "there is no " + key,
                "",
                key.kind() == KeyRef.Kind.SECRET
                        ? "put it beside the store, as a Secret manifest encrypted with lockstep"
                        : "give the certificates in the store itself, as caBundle"));
    }

    @Override
    public Plaintext issueToken(AccountRef account) {
        throw StoreException.lasting(new Fault(
                Cause.AUTH_FAILED,
                "no token is issued here for service account " + account.namespace() + "/" + account.name(),
                "",
                "use a token or an AppRole here, or lockstep-sync run in a cluster"));
    }
}
