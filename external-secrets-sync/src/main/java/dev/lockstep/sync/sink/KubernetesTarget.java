package dev.lockstep.sync.sink;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Creation;
import dev.lockstep.sync.engine.Entry;
import dev.lockstep.sync.engine.Fingerprint;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.TargetMetadata;
import dev.lockstep.sync.sink.Memory.Kept;
import dev.lockstep.sync.sink.SecretsApi.Answer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/// Writes Secrets of a cluster. A change is one server-side apply of the whole, under a field manager of the spec's
/// own, onto the very state that the decision was made on; nothing in between can be seen. How keys go that are not
/// ours to take away is told in [ManagedFields].
///
/// While nothing changes it asks the API server nothing: [ManagedSecrets] says in which state each Secret is, and
/// [Memory] what was in it then.
public final class KubernetesTarget implements Target {
    private static final Duration UNTIL_LISTED = Duration.ofSeconds(1);

    private final SecretsApi api;
    private final ManagedSecrets secrets;
    private final SecretKey key;
    private final Memory memory = new Memory();
    private final SecretRemoval removal;
    private final BooleanSupplier hashed;

    /// @param secrets kept up to date by a [ManagedSecretInformer]
    /// @param key of the fingerprints; random, and as short-lived as the process
    public KubernetesTarget(KubernetesClient client, ManagedSecrets secrets, WriteFence fence, SecretKey key) {
        this(client, secrets, fence, key, () -> false);
    }

    /// @param hashed whether Secrets bear a hash of their data, because statuses do not keep in which state they were
    ///     left
    public KubernetesTarget(
            KubernetesClient client, ManagedSecrets secrets, WriteFence fence, SecretKey key, BooleanSupplier hashed) {
        this.api = new SecretsApi(client, fence);
        this.secrets = secrets;
        this.key = key;
        this.hashed = hashed;
        this.removal = new SecretRemoval(api, secrets, memory);
        secrets.onChange(name -> {
            if (secrets.find(name) == null) {
                memory.forget(name);
            }
        });
    }

    /// For a process that is alone and ends: looks at each Secret itself, and needs no right to list or watch.
    public static KubernetesTarget unwatched(KubernetesClient client) {
        return new KubernetesTarget(client, ManagedSecrets.unwatched(), WriteFence.OPEN, Fingerprint.newKey());
    }

    @Override
    public TargetMetadata look(SyncSpec spec) {
        if (!secrets.isListed()) {
            throw TargetException.after(
                    new SyncError(
                            Cause.TARGET_UNREACHABLE,
                            "the Secrets of the cluster have not been listed yet",
                            spec.target().toString(),
                            "wait; if it stays so, check the permissions of lockstep-sync"),
                    UNTIL_LISTED);
        }
        var managed = secrets.find(spec.target());
        if (managed != null) {
            return new TargetMetadata.There(managed.objectVersion(), true);
        }
        // A Secret to write into is not ours before the first write, so the watch does not show it.
        return spec.creation().merges() ? lookUp(spec.target()) : new TargetMetadata.Absent();
    }

    private TargetMetadata lookUp(SecretName name) {
        return switch (api.readMetadata(name)) {
            case Answer.Done(var object) ->
                new TargetMetadata.There(
                        object.meta().objectVersion(), object.meta().managed());
            case Answer.Refused(var refusal) when refusal.code() == 404 -> new TargetMetadata.Absent();
            case Answer.Refused(var refusal) -> throw failure(name, refusal);
        };
    }

    @Override
    public Live live(SyncSpec spec) {
        if (spec.creation() == Creation.NONE) {
            return new Live.Absent();
        }
        var managed = secrets.find(spec.target());
        var kept = managed == null ? null : memory.of(spec.target(), spec.resourceKey(), managed.objectVersion());
        if (kept != null) {
            boolean matches = kept.matches() && kept.appearance().equals(wanted(spec));
            return new Live.Known(
                    kept.data(),
                    new Live.Facts(
                            kept.objectVersion(),
                            true,
                            kept.immutable(),
                            matches,
                            kept.ownKeys(),
                            kept.type(),
                            kept.writtenBy()));
        }
        return switch (api.read(spec.target())) {
            case Answer.Done(var object) -> live(spec, object);
            case Answer.Refused(var refusal) when refusal.code() == 404 -> new Live.Absent();
            case Answer.Refused(var refusal) ->
                throw refusal.failure(spec.target().toString());
        };
    }

    private Live live(SyncSpec spec, SecretObject object) {
        var meta = object.meta();
        if (stranger(spec, meta) instanceof String stranger) {
            object.close();
            return new Live.Foreign(stranger);
        }
        var manager = OwnershipLabels.manager(spec.resourceKey());
        var fields = new ManagedFields(meta.managedFields(), manager);
        boolean matches = wanted(spec).without(leftToOthers(spec, fields)).matches(object, fields, spec);
        if (meta.managed()) {
            keep(spec, object, object.data(), matches, fields);
        }
        return new Live.Present(
                object.data(),
                new Live.Facts(
                        meta.objectVersion(),
                        meta.managed(),
                        object.immutable(),
                        matches,
                        ownKeys(fields, object.data()),
                        object.type(),
                        writtenBy(spec, meta, fields)));
    }

    /// What other managers keep as they applied it stays theirs in a Secret that is written into; one that is ours
    /// alone is ours with all its labels.
    private static Set<String> leftToOthers(SyncSpec spec, ManagedFields fields) {
        return spec.creation().merges() ? fields.metadataOfOthers() : Set.of();
    }

    /// Whose a Secret was that this spec never wrote; nobody's if it did, which a backup may have kept only the label
    /// of.
    private static List<String> writtenBy(SyncSpec spec, SecretMeta meta, ManagedFields fields) {
        var controller = meta.controller();
        boolean ours = controller != null && controller.is(spec.resourceKey())
                || spec.resourceKey().isOfCluster()
                        && meta.createdBy().equals(OwnershipLabels.createdBy(spec.resourceKey()));
        return ours ? List.of() : fields.writers();
    }

    /// Whose a Secret is that may not be written; null if this one may. Another ExternalSecret's never is; that of
    /// another kind of controller, and what an operator writes without owning it, only where the spec is to write into
    /// what is there.
    private static @Nullable String stranger(SyncSpec spec, SecretMeta meta) {
        boolean merges = spec.creation().merges();
        var controller = meta.controller();
        if (controller != null && !controller.is(spec.resourceKey()) && (controller.isDesired() || !merges)) {
            return controller.spelled();
        }
        return meta.managed() && !spec.resourceKey().isOfCluster() && !merges
                ? "the Secret of an ExternalSecret"
                : null;
    }

    /// The books may still name keys that are gone.
    private static Set<String> ownKeys(ManagedFields fields, SecretData data) {
        var keys = fields.keysOfOurs();
        keys.retainAll(data.values().keySet());
        return keys;
    }

    private void keep(SyncSpec spec, SecretObject object, SecretData data, boolean matches, ManagedFields fields) {
        memory.keep(
                spec.target(),
                new Kept(
                        spec.resourceKey(),
                        object.meta().objectVersion(),
                        Fingerprint.of(data, key),
                        ownKeys(fields, data),
                        wanted(spec),
                        matches,
                        object.immutable(),
                        fields.settled(!spec.creation().merges()),
                        leftToOthers(spec, fields),
                        object.type(),
                        writtenBy(spec, object.meta(), fields)));
    }

    @Override
    public ObjectVersion recognise(SyncSpec spec) {
        return spec.creation() == Creation.NONE
                ? ObjectVersion.NONE
                : switch (api.read(spec.target())) {
                    case Answer.Done(var object) -> {
                        try (object) {
                            yield recognised(spec, object);
                        }
                    }
                    case Answer.Refused(var refusal) when refusal.code() == 404 -> ObjectVersion.NONE;
                    case Answer.Refused(var refusal) -> throw failure(spec.target(), refusal);
                };
    }

    /// By the hash, which ESO writes too; or by what the API server has on record: whoever changes a key of ours takes
    /// it over there.
    private ObjectVersion recognised(SyncSpec spec, SecretObject object) {
        var meta = object.meta();
        boolean merges = spec.creation().merges();
        if (!meta.managed() || stranger(spec, meta) != null) {
            return ObjectVersion.NONE;
        }
        var ours = ownKeys(
                new ManagedFields(meta.managedFields(), OwnershipLabels.manager(spec.resourceKey())), object.data());
        boolean onRecord = !ours.isEmpty() && ours.containsAll(namedKeys(spec));
        boolean hashed = meta.annotations().containsKey(DataHash.ANNOTATION);
        return DataHash.isTrueOf(object) || onRecord && (merges || !hashed) ? meta.objectVersion() : ObjectVersion.NONE;
    }

    private static List<String> namedKeys(SyncSpec spec) {
        return spec.entries().stream()
                .filter(Entry.Single.class::isInstance)
                .map(entry -> ((Entry.Single) entry).secretKey())
                .toList();
    }

    @Override
    public List<SecretName> owned() {
        return secrets.created();
    }

    @Override
    public ObjectVersion write(SyncSpec spec, SyncPlan.Write plan) {
        var manager = OwnershipLabels.manager(spec.resourceKey());
        if (plan.basis().equals(ObjectVersion.NONE)) {
            return written(spec, plan, api.create(spec.target(), manager, wanted(spec), plan.data()), false);
        }
        var kept = memory.of(spec.target(), spec.resourceKey(), plan.basis());
        var appearance = appearance(spec, kept);
        boolean alone = !spec.creation().merges();
        if (kept != null
                && (kept.settled() || kept.isWithin(plan.data().values().keySet(), appearance, alone))) {
            return apply(spec, plan, plan.basis(), manager, appearance.without(kept.left()));
        }
        var meta = metadata(spec.target(), plan.basis());
        var fields = new ManagedFields(meta.managedFields(), manager);
        var basis = takeOver(spec, plan, meta, fields);
        return apply(spec, plan, basis, manager, appearance.without(leftToOthers(spec, fields)));
    }

    private Appearance wanted(SyncSpec spec) {
        return Appearance.of(spec, hashed.getAsBoolean());
    }

    /// What is immutable stays so: the API server lets nobody take it back.
    private Appearance appearance(SyncSpec spec, @Nullable Kept kept) {
        var wanted = wanted(spec);
        return kept != null && kept.immutable() ? wanted.sealed() : wanted;
    }

    private ObjectVersion apply(
            SyncSpec spec, SyncPlan.Write plan, ObjectVersion basis, String manager, Appearance appearance) {
        boolean alone = !spec.creation().merges();
        var answer = api.apply(spec.target(), basis, manager, alone, appearance, plan.data());
        if (answer instanceof Answer.Refused(var refusal)
                && refusal.isFieldConflict()
                && refusal.mayBeForced(manager)) {
            answer = api.apply(spec.target(), basis, manager, true, appearance, plan.data());
        }
        return written(spec, plan, answer, appearance.immutable());
    }

    private ObjectVersion written(SyncSpec spec, SyncPlan.Write plan, Answer answer, boolean immutable) {
        return switch (answer) {
            case Answer.Done(var object) -> {
                var meta = object.meta();
                var fields = new ManagedFields(meta.managedFields(), OwnershipLabels.manager(spec.resourceKey()));
                secrets.wrote(meta);
                keep(
                        spec,
                        new SecretObject(meta, immutable || spec.immutable(), "", object.data()),
                        plan.data(),
                        true,
                        fields);
                yield meta.objectVersion();
            }
            case Answer.Refused(var refusal) ->
                throw refusal.failure(spec.target().toString());
        };
    }

    /// Makes ours in the API server's books what the next apply has to take away.
    ///
    /// @return the state after it, in which all data is as it was
    private ObjectVersion takeOver(SyncSpec spec, SyncPlan.Write plan, SecretMeta meta, ManagedFields fields) {
        Set<String> stray = new HashSet<>();
        if (!spec.creation().merges()) {
            stray.addAll(fields.keys());
            // The books miss keys of a time before them.
            stray.addAll(plan.stray());
            stray.removeAll(plan.data().values().keySet());
        }
        var entries = fields.taken(stray, formerOwners(spec, meta));
        if (entries.equals(meta.managedFields())) {
            return meta.objectVersion();
        }
        var manager = OwnershipLabels.manager(spec.resourceKey());
        return switch (api.writeManagedFields(spec.target(), meta.objectVersion(), manager, entries)) {
            case Answer.Done(var object) -> {
                secrets.wrote(object.meta());
                yield object.meta().objectVersion();
            }
            case Answer.Refused(var refusal) ->
                throw refusal.failure(spec.target().toString());
        };
    }

    /// References to the spec itself that it does not want any more: those of a spec of this name that was deleted, or
    /// all if it shall not own its Secret.
    private static List<String> formerOwners(SyncSpec spec, SecretMeta meta) {
        var wanted = Owner.of(spec);
        return meta.owners().stream()
                .filter(owner -> owner.is(spec.resourceKey()) && !owner.equals(wanted))
                .map(Owner::uid)
                .toList();
    }

    private SecretMeta metadata(SecretName name, ObjectVersion basis) {
        return switch (api.readMetadata(name)) {
            case Answer.Done(var object) when object.meta().objectVersion().equals(basis) -> object.meta();
            case Answer.Done _ -> {
                memory.forget(name);
                throw ApiError.changed(name.toString());
            }
            case Answer.Refused(var refusal) -> throw failure(name, refusal);
        };
    }

    private TargetException failure(SecretName name, ApiError refusal) {
        if (refusal.isChanged()) {
            // What the watch says is behind: the next look is at the Secret itself.
            memory.forget(name);
        }
        return refusal.failure(name.toString());
    }

    @Override
    public void remove(SecretName name, ObjectVersion basis) {
        removal.remove(name, basis);
    }

    @Override
    public void tidy(SyncSpec spec) {
        removal.tidy(spec);
    }
}
