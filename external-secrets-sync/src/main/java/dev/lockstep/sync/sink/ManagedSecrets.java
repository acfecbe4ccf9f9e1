package dev.lockstep.sync.sink;

import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Caches the metadata of managed Secrets, without their data: what [ManagedSecretInformer] hears, and what this
/// process has written itself, which it knows before the watch tells it.
///
/// News may come twice, late or out of order. Resource versions grow with every change of any Secret, so what is older
/// than what is known is dropped.
public final class ManagedSecrets {
    private static final int MOST_GONE = 1000;

    private final Map<SecretName, Managed> known = new ConcurrentHashMap<>();
    private final Map<String, Set<SecretName>> byOwner = new ConcurrentHashMap<>();
    private final List<Consumer<SecretName>> listeners = new CopyOnWriteArrayList<>();
    /// The versions at which Secrets went that the watch told of, the last thousand: the answer to a write of our own
    /// may come later than the news that the Secret is gone again.
    private final Map<SecretName, String> gone = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SecretName, String> eldest) {
            return size() > MOST_GONE;
        }
    });

    private final boolean watched;
    private volatile boolean listed;

    /// For a [ManagedSecretInformer] to keep up to date.
    public ManagedSecrets() {
        this(true);
    }

    private ManagedSecrets(boolean watched) {
        this.watched = watched;
    }

    /// For a process that watches nothing, and may need no right to: none is ever known, so that each is looked at
    /// itself.
    static ManagedSecrets unwatched() {
        return new ManagedSecrets(false);
    }

    /// One managed Secret.
    ///
    /// @param ownerUid of its controller, empty if it has none
    /// @param createdBy our created-by label, empty if it has none
    record Managed(ObjectVersion objectVersion, String ownerUid, String createdBy) {
        static Managed of(SecretMeta meta) {
            var controller = meta.controller();
            return new Managed(meta.objectVersion(), controller == null ? "" : controller.uid(), meta.createdBy());
        }

        private boolean isOlderThan(ObjectVersion other) {
            return isOlder(objectVersion.version(), other.version());
        }
    }

    /// Has somebody told of each Secret that was changed or deleted, by name; called from the watching thread. Of this
    /// process's own changes only those are told of which the watch knew before the answer came.
    public void onChange(Consumer<SecretName> listener) {
        listeners.add(listener);
    }

    /// Whether all Secrets have been listed once: before that, nothing can be said of one that is not known.
    public boolean isListed() {
        return listed || !watched;
    }

    /// Null if there is none.
    @Nullable
    Managed find(SecretName name) {
        return known.get(name);
    }

    /// Those with our created-by label.
    List<SecretName> created() {
        var names = new ArrayList<SecretName>();
        known.forEach((name, managed) -> {
            if (!managed.createdBy().isEmpty()) {
                names.add(name);
            }
        });
        return names;
    }

    /// Those whose controller has that uid.
    Set<SecretName> ownedBy(String uid) {
        return Set.copyOf(byOwner.getOrDefault(uid, Set.of()));
    }

    /// This process brought it into this state.
    void wrote(SecretMeta meta) {
        if (!watched || !meta.managed()) {
            return;
        }
        var goneAt = gone.get(meta.name());
        if (goneAt == null || !isOlder(meta.objectVersion().version(), goneAt)) {
            accept(meta.name(), Managed.of(meta));
        }
    }

    /// This process deleted it.
    void removed(SecretName name, ObjectVersion objectVersion) {
        change(name, there -> there == null || there.objectVersion().uid().equals(objectVersion.uid()) ? null : there);
    }

    /// It was seen in this state.
    void saw(SecretName name, Managed managed) {
        var before = known.get(name);
        accept(name, managed);
        // What is older than our own last write is told too: it may be somebody else's change from before that.
        if (before == null || !before.objectVersion().equals(managed.objectVersion())) {
            tell(name);
        }
    }

    /// It was seen to be gone, or not to be managed any more.
    void lost(SecretName name, ObjectVersion objectVersion) {
        gone.put(name, objectVersion.version());
        var changed = new boolean[1];
        change(name, there -> {
            changed[0] = there != null
                    && !isOlder(objectVersion.version(), there.objectVersion().version());
            return changed[0] ? null : there;
        });
        if (changed[0]) {
            tell(name);
        }
    }

    /// These are all there were in a state of the whole; what is known and newer stays.
    void listed(Map<SecretName, Managed> all, String version) {
        all.forEach(this::saw);
        var gone = new HashSet<>(known.keySet());
        gone.removeAll(all.keySet());
        gone.forEach(name -> lost(name, new ObjectVersion("", version)));
        listed = true;
    }

    private void accept(SecretName name, Managed managed) {
        change(name, there -> there != null && managed.isOlderThan(there.objectVersion()) ? there : managed);
    }

    private void change(SecretName name, UnaryOperator<@Nullable Managed> change) {
        known.compute(name, (_, before) -> {
            var after = change.apply(before);
            var oldOwner = before == null ? "" : before.ownerUid();
            var newOwner = after == null ? "" : after.ownerUid();
            if (!oldOwner.equals(newOwner)) {
                byOwner.computeIfPresent(oldOwner, (_, names) -> names.remove(name) && names.isEmpty() ? null : names);
                if (!newOwner.isEmpty()) {
                    byOwner.compute(newOwner, (_, names) -> {
                        Set<SecretName> all = names == null ? ConcurrentHashMap.newKeySet() : names;
                        all.add(name);
                        return all;
                    });
                }
            }
            return after;
        });
    }

    private void tell(SecretName name) {
        listeners.forEach(listener -> listener.accept(name));
    }

    /// Versions are decimal numbers; of others nothing is known, so the last news counts.
    private static boolean isOlder(String version, String than) {
        return isNumber(version)
                && isNumber(than)
                && (version.length() != than.length() ? version.length() < than.length() : version.compareTo(than) < 0);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
