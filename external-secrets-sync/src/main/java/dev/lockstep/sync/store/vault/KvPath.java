package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Builds the path of a secret in the HTTP API, by ESO 2.9's rule: the mount is the store's `path`, and the key may
/// repeat it, with `data/` or without. In a store without `path` the first part of the key is the mount, or all that
/// stands before `/data/`.
///
/// @param mount the parts of the engine's mount
/// @param key the parts below it
record KvPath(KvVersion version, List<String> mount, List<String> key) {
    private static final String DATA = "data";

    /// @param mount the store's `path`, may be empty
    /// @throws StoreException `SPEC_INVALID` if that is no path
    static KvPath of(KvVersion version, String mount, String key) {
        var mounted = parts(mount, key);
        var parts = parts(key, key);
        if (parts.isEmpty()) {
            throw invalid("the key is empty", key);
        }
        return mounted.isEmpty() ? firstIsMount(version, parts, key) : below(version, mounted, parts);
    }

    private static KvPath below(KvVersion version, List<String> mount, List<String> parts) {
        if (parts.size() <= mount.size() || !parts.subList(0, mount.size()).equals(mount)) {
            return new KvPath(version, mount, parts);
        }
        var rest = parts.subList(mount.size(), parts.size());
        boolean saysData =
                version == KvVersion.V2 && rest.size() > 1 && rest.getFirst().equals(DATA);
        return new KvPath(version, mount, saysData ? rest.subList(1, rest.size()) : rest);
    }

    private static KvPath firstIsMount(KvVersion version, List<String> parts, String key) {
        int data = parts.subList(0, parts.size() - 1).indexOf(DATA);
        if (version == KvVersion.V2 && data > 0) {
            return new KvPath(version, parts.subList(0, data), parts.subList(data + 1, parts.size()));
        }
        if (parts.size() == 1) {
            throw invalid("names a mount and no key in it", key);
        }
        return new KvPath(version, parts.subList(0, 1), parts.subList(1, parts.size()));
    }

    private static List<String> parts(String path, String key) {
        List<String> parts = new ArrayList<>(Arrays.asList(path.split("/")));
        parts.removeIf(String::isEmpty);
        for (var part : parts) {
            if (part.equals(".") || part.equals("..") || part.chars().anyMatch(Character::isISOControl)) {
                throw invalid("is not a valid Vault path", key);
            }
        }
        return parts;
    }

    private static StoreException invalid(String what, String key) {
        return StoreException.lasting(
                new SyncError(Cause.SPEC_INVALID, what, key, "write the path as vault kv get takes it"));
    }

    /// The parts of the path at which the value is read.
    List<String> value() {
        return joined(version == KvVersion.V2 ? List.of(DATA) : List.of());
    }

    /// The parts of the path at which custom metadata is read; only for [KvVersion#V2].
    List<String> metadata() {
        return joined(List.of("metadata"));
    }

    private List<String> joined(List<String> between) {
        List<String> all = new ArrayList<>(mount);
        all.addAll(between);
        all.addAll(key);
        return List.copyOf(all);
    }
}
