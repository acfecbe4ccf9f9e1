package dev.lockstep.keys.age;

import dev.lockstep.keys.ProviderEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Describes one place where identities may be.
///
/// @param place what to call it: a variable's name or a path
/// @param value the text, path or command; empty if there is nothing
/// @param isSet whether the variable is set, be it to nothing
record IdentitySource(String place, Origin origin, Content content, String value, boolean isSet) {
    /// How to get at the text.
    enum Origin {
        TEXT,
        /// A file that somebody named, so that it ought to be there.
        FILE,
        /// A file in a usual place, which need not be there.
        USUAL_FILE,
        COMMAND
    }

    /// How to read the text.
    enum Content {
        IDENTITIES,
        /// Identities, of which a line may hold several.
        IDENTITY_WORDS,
        SSH_KEY
    }

    /// All places that sops 3.13 knows, in the order in which it reports them.
    static List<IdentitySource> of(ProviderEnvironment environment) {
        var sources = new ArrayList<IdentitySource>(8);
        sources.add(variable(environment, "SOPS_AGE_SSH_PRIVATE_KEY_FILE", Origin.FILE, Content.SSH_KEY));
        sources.add(variable(environment, "SOPS_AGE_SSH_PRIVATE_KEY_CMD", Origin.COMMAND, Content.SSH_KEY));
        sources.add(usualFile(environment.home().resolve(".ssh").resolve("id_ed25519"), Content.SSH_KEY));
        sources.add(usualFile(environment.home().resolve(".ssh").resolve("id_rsa"), Content.SSH_KEY));
        sources.add(variable(environment, "SOPS_AGE_KEY", Origin.TEXT, Content.IDENTITY_WORDS));
        sources.add(variable(environment, "SOPS_AGE_KEY_FILE", Origin.FILE, Content.IDENTITIES));
        sources.add(variable(environment, "SOPS_AGE_KEY_CMD", Origin.COMMAND, Content.IDENTITIES));
        var folder = configFolder(environment, System.getProperty("os.name", ""));
        if (folder != null) {
            var file = folder.resolve("sops").resolve("age").resolve("keys.txt");
            sources.add(usualFile(file, Content.IDENTITIES));
        }
        return sources;
    }

    /// Where programs keep what is configured for a user, as Go's os.UserConfigDir says, except that sops honours
    /// `XDG_CONFIG_HOME` on macOS too.
    /// @param system the name of the operating system as Java gives it
    static @Nullable Path configFolder(ProviderEnvironment environment, String system) {
        var name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            var folder = environment.variable("AppData").isEmpty()
                    ? environment.variable("APPDATA")
                    : environment.variable("AppData");
            return folder.isEmpty() ? null : Path.of(folder);
        }
        var folder = environment.variable("XDG_CONFIG_HOME");
        if (!folder.isEmpty()) {
            return folder.startsWith("/") ? Path.of(folder) : null;
        }
        return name.startsWith("mac")
                ? environment.home().resolve("Library").resolve("Application Support")
                : environment.home().resolve(".config");
    }

    boolean isSsh() {
        return content == Content.SSH_KEY;
    }

    boolean isCommand() {
        return origin == Origin.COMMAND;
    }

    /// Whether there is anything to read, without reading it.
    boolean isPresent() {
        return origin == Origin.USUAL_FILE ? Path.of(value).toFile().exists() : !value.isEmpty();
    }

    /// How messages name it: the path, or the variable in quotes, as sops has it, and the path in it. What may be a key
    /// in the place of a path is not shown.
    String shown() {
        if (origin == Origin.USUAL_FILE) {
            return place;
        }
        boolean named = origin == Origin.FILE && !value.isEmpty() && !holdsKey();
        return "'" + place + "'" + (named ? " (" + value + ")" : "");
    }

    /// Why nothing was found, if nothing was looked at.
    String absence() {
        return origin == Origin.USUAL_FILE ? "no such file" : isSet ? "set to nothing" : "not set";
    }

    /// Whether a variable for a path holds the key itself.
    boolean holdsKey() {
        var start = value.substring(0, Math.min(value.length(), 200)).toUpperCase(Locale.ROOT);
        return start.contains("AGE-SECRET-KEY-")
                || start.contains("AGE-PLUGIN-")
                || start.contains("-----BEGIN")
                || start.indexOf('\n') >= 0;
    }

    private static IdentitySource variable(
            ProviderEnvironment environment, String name, Origin origin, Content content) {
        return new IdentitySource(
                name,
                origin,
                content,
                environment.variable(name),
                environment.variables().containsKey(name));
    }

    private static IdentitySource usualFile(Path file, Content content) {
        return new IdentitySource(file.toString(), Origin.USUAL_FILE, content, file.toString(), false);
    }

    /// The value may be a secret.
    @Override
    public String toString() {
        return "IdentitySource[" + place + "]";
    }
}
