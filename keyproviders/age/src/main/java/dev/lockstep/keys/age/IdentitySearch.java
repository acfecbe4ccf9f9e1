package dev.lockstep.keys.age;

import dev.lockstep.keys.Host;
import dev.lockstep.problem.LockstepException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the identity that opens a file. sops reads all of its sources before it tries; here the search ends with the
/// first identity that opens, and starts with what costs least: files and variables, then SSH keys (only for a file
/// that has an SSH recipient), then commands, then whatever asks a person or starts a plugin.
///
/// A source is read once for all files, a command once for each recipient. What is wrong with one source stops no
/// other, and is told only if nothing opens the file.
final class IdentitySearch {
    private final IdentityReader reader;
    private final List<IdentitySource> sources;
    private final Map<String, Loaded> loaded = new HashMap<>();

    IdentitySearch(Host host) {
        this.reader = new IdentityReader(host);
        this.sources = IdentitySource.of(host);
    }

    boolean hasAny() {
        for (var source : sources) {
            if (source.isPresent()) {
                return true;
            }
        }
        return false;
    }

    boolean hasCommand() {
        for (var source : sources) {
            if (source.isCommand() && source.isPresent()) {
                return true;
            }
        }
        return false;
    }

    /// @param recipient whom the file is for, as its entry says
    /// @throws AgeException `HEADER` or `HMAC` if the file is at fault
    Outcome find(AgeHeader header, String recipient, Duration limit) {
        var attempt = new Attempt(header, recipient, limit);
        for (var stage = 0; stage < 3 && attempt.fileKey == null; stage++) {
            for (var source : sources) {
                if (stage(source) == stage && attempt.fileKey == null) {
                    attempt.tryAll(source);
                }
            }
        }
        attempt.tryInteractive();
        return new Outcome(attempt.fileKey, attempt.fileKey == null ? attempt.reason() : "", attempt.pluginFailed);
    }

    private static int stage(IdentitySource source) {
        return source.isCommand() ? 2 : source.isSsh() ? 1 : 0;
    }

    private synchronized Loaded load(IdentitySource source, String recipient, Duration limit) {
        var key = source.isCommand() ? source.place() + '\0' + recipient : source.place();
        var known = loaded.get(key);
        if (known == null) {
            known = read(source, recipient, limit);
            loaded.put(key, known);
        }
        return known;
    }

    private Loaded read(IdentitySource source, String recipient, Duration limit) {
        try {
            return new Loaded(reader.read(source, recipient, limit), null);
        } catch (AgeException e) {
            return new Loaded(List.of(), "'" + source.place() + "': " + e.getMessage());
        }
    }

    private record Loaded(
            List<AgeIdentity> identities, @Nullable String problem) {}

    /// What came of it.
    /// @param fileKey null if nothing opens the file; else closed by the caller
    /// @param reason why nothing opens the file, as a sentence
    /// @param pluginFailed whether a plugin might have opened it
    record Outcome(@Nullable FileKey fileKey, String reason, boolean pluginFailed) {}

    private final class Attempt {
        private final AgeHeader header;
        private final String recipient;
        private final Duration limit;
        private final boolean ssh;
        private final List<AgeIdentity> interactive = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private @Nullable FileKey fileKey;
        private boolean pluginFailed;
        private boolean tried;
        /// What files with many stanzas, and machines with many identities, may cost together; in nanoseconds.
        private long spent;

        Attempt(AgeHeader header, String recipient, Duration limit) {
            this.header = header;
            this.recipient = recipient;
            this.limit = limit;
            this.ssh = header.has("ssh-ed25519") || header.has("ssh-rsa");
        }

        void tryAll(IdentitySource source) {
            if (!source.isPresent() || source.isSsh() && !ssh) {
                return;
            }
            var content = load(source, recipient, limit);
            if (content.problem() != null) {
                problems.add(content.problem());
            }
            for (var identity : content.identities()) {
                tried = true;
                if (identity.isInteractive()) {
                    interactive.add(identity);
                } else if (fileKey == null && spent < limit.toNanos()) {
                    var start = System.nanoTime();
                    fileKey = AgeFile.unwrap(header, identity);
                    spent += System.nanoTime() - start;
                }
            }
        }

        void tryInteractive() {
            if (spent >= limit.toNanos()) {
                problems.add("the search was given up after " + limit.toMillis() + " ms");
            }
            for (var i = 0; i < interactive.size() && fileKey == null; i++) {
                try {
                    fileKey = AgeFile.unwrap(header, interactive.get(i), limit);
                } catch (LockstepException e) {
                    problems.add(e.getMessage());
                } catch (AgeException e) {
                    if (e.kind() != AgeException.Kind.KEY && e.kind() != AgeException.Kind.PLUGIN) {
                        throw e;
                    }
                    pluginFailed |= e.kind() == AgeException.Kind.PLUGIN;
                    problems.add(e.getMessage());
                }
            }
        }

        /// In the words of sops, which people search for.
        String reason() {
            var text = new StringBuilder(
                    tried ? "no identity matched any of the recipients" : "failed to load age identities");
            for (var i = 0; i < problems.size(); i++) {
                text.append(i == 0 ? ". Errors while loading age identities: " : "; ")
                        .append(problems.get(i));
            }
            var unused = new ArrayList<String>();
            for (var source : sources) {
                if (!source.isPresent()) {
                    unused.add(source.place());
                }
            }
            for (var i = 0; i < unused.size(); i++) {
                text.append(
                        i == 0
                                ? unused.size() == 1
                                        ? ". Did not find keys in location '"
                                        : ". Did not find keys in locations '"
                                : i < unused.size() - 1 ? "', '" : unused.size() == 2 ? "' and '" : "', and '");
                text.append(unused.get(i));
            }
            return text.append(unused.isEmpty() ? "" : "'").toString();
        }
    }
}
