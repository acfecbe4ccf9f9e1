package dev.lockstep.keys;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// The key services of this build, by the name of their list in the `sops` block. A provider is opened when its name is
/// first asked for, and once; of the others at most the module class is loaded.
public final class KeyProviders {
    private final List<KeyProvider.Module> known;
    private final boolean searches;
    private final ProviderEnvironment environment;
    private final Map<String, KeyProvider> opened = new HashMap<>();

    private KeyProviders(List<KeyProvider.Module> known, boolean searches, ProviderEnvironment environment) {
        this.known = List.copyOf(known);
        this.searches = searches;
        this.environment = environment;
    }

    /// Those that `ServiceLoader` finds.
    public static KeyProviders installed(ProviderEnvironment environment) {
        return installed(environment, List.of());
    }

    /// Known ones, and those that `ServiceLoader` finds for any other name. Where start-up time matters, name what a
    /// program is built with: to look for services opens every jar of the class path, 20 to 30 ms also with an AOT
    /// cache, while a class that is named comes out of the cache.
    public static KeyProviders installed(ProviderEnvironment environment, List<KeyProvider.Module> known) {
        return new KeyProviders(known, true, environment);
    }

    /// These and no others.
    public static KeyProviders of(ProviderEnvironment environment, List<KeyProvider.Module> modules) {
        return new KeyProviders(modules, false, environment);
    }

    /// The provider of this name.
    ///
    /// @throws LockstepException `RECIPIENT_INVALID` if there is none in this build
    public KeyProvider named(String id) {
        var provider = find(id);
        if (provider == null) {
            throw new LockstepException(
                    Kind.RECIPIENT_INVALID, absent(id), "", "use an age key, or sops 3.13 for this one");
        }
        return provider;
    }

    /// What makes keys of this service.
    ///
    /// @throws LockstepException `RECIPIENT_INVALID` if the service is not in this build or makes its keys elsewhere
    public KeyMaker maker(String id) {
        if (named(id) instanceof KeyMaker maker) {
            return maker;
        }
        throw new LockstepException(
                Kind.RECIPIENT_INVALID, "keys of " + id + " are not made here", "", "make the key with its service");
    }

    /// The provider of this name, or null if there is none in this build.
    @Nullable
    KeyProvider find(String id) {
        var provider = opened.get(id);
        if (provider == null) {
            provider = open(id);
            if (provider != null) {
                opened.put(id, provider);
            }
        }
        return provider;
    }

    private @Nullable KeyProvider open(String id) {
        for (var module : known) {
            if (module.id().equals(id)) {
                return module.open(environment);
            }
        }
        return searches ? search(id) : null;
    }

    private @Nullable KeyProvider search(String id) {
        try {
            for (var module : ServiceLoader.load(KeyProvider.Module.class)) {
                if (module.id().equals(id)) {
                    return module.open(environment);
                }
            }
            return null;
        } catch (ServiceConfigurationError e) {
            throw new LockstepException(
                    Kind.RECIPIENT_INVALID,
                    "the key services of this build cannot be loaded",
                    "",
                    "install the program again: a part of it is missing or damaged");
        }
    }

    static String absent(String id) {
        return "key service " + id + " is not part of this build";
    }
}
