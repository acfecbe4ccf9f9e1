package dev.lockstep.sync.sink;

import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.sink.SecretsApi.Answer;
import java.util.function.Predicate;

/// Takes Secrets away. Each is looked at itself before, whatever the watch says, and deleted in the very state it was
/// seen in.
final class SecretRemoval {
    private final SecretsApi api;
    private final ManagedSecrets secrets;
    private final Memory memory;

    SecretRemoval(SecretsApi api, ManagedSecrets secrets, Memory memory) {
        this.api = api;
        this.secrets = secrets;
        this.memory = memory;
    }

    /// @param basis the state it has to be in; [ObjectVersion#NONE] if any will do, as long as we made it
    /// @throws TargetException if it is another
    void remove(SecretName name, ObjectVersion basis) {
        boolean gone = removeIf(
                name,
                there -> basis.equals(ObjectVersion.NONE)
                        ? !there.createdBy().isEmpty()
                        : there.objectVersion().equals(basis));
        if (!gone) {
            memory.forget(name);
            throw ApiError.changed(name.toString());
        }
    }

    /// Takes away the Secrets that a spec owns under names that it had before.
    void tidy(SyncSpec spec) {
        var owner = Owner.of(spec);
        if (owner == null) {
            return;
        }
        var createdBy = OwnershipLabels.createdBy(spec.resourceKey());
        for (var name : secrets.ownedBy(owner.uid())) {
            if (name.namespace().equals(spec.target().namespace()) && !name.equals(spec.target())) {
                removeIf(
                        name,
                        there -> owner.equals(there.controller())
                                && there.createdBy().equals(createdBy));
            }
        }
    }

    /// @return whether it is gone; not so if it is not what it has to be
    private boolean removeIf(SecretName name, Predicate<SecretMeta> expected) {
        return switch (api.readMetadata(name)) {
            case Answer.Done(var object)
            when expected.test(object.meta()) -> {
                var objectVersion = object.meta().objectVersion();
                api.delete(name, objectVersion);
                secrets.removed(name, objectVersion);
                memory.forget(name);
                yield true;
            }
            case Answer.Done _ -> false;
            case Answer.Refused(var refusal) when refusal.code() == 404 -> true;
            case Answer.Refused(var refusal) -> throw refusal.failure(name.toString());
        };
    }
}
