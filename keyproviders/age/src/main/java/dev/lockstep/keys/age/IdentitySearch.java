package dev.lockstep.keys.age;

import dev.lockstep.keys.ProviderEnvironment;
import dev.lockstep.keys.UnwrapBudget;
import dev.lockstep.problem.LockstepException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds the identity that opens a file. sops reads all of its sources before it tries; here the search ends with the
/// first identity that opens, and starts with what costs least: files and variables, then SSH keys (only for a file
/// that has an SSH recipient), then commands, then whatever asks a person or starts a plugin.
///
/// A source is read once for all files, a command once for each recipient. What is wrong with one source stops no
/// other, and is told only if nothing opens the file.
final class IdentitySearch {
    private static final String EXHAUSTED = "the file names too many keys that look like ours";

    private final IdentityReader reader;
    private final List<IdentitySource> sources;
    private final Map<String, Loaded> loaded = new HashMap<>();

    IdentitySearch(ProviderEnvironment environment) {
        this.reader = new IdentityReader(environment);
        this.sources = IdentitySource.of(environment);
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
    Outcome find(AgeHeader header, String recipient, Duration limit, UnwrapBudget budget) {
        var attempt = new Attempt(header, recipient, limit, budget);
        for (var stage = 0; stage < 3 && attempt.fileKey == null; stage++) {
            for (var source : sources) {
                if (stage(source) == stage && attempt.fileKey == null) {
                    attempt.tryAll(source);
                }
            }
        }
        attempt.tryInteractive();
        return attempt.outcome();
    }

    private static int stage(IdentitySource source) {
        return source.isCommand() ? 2 : source.isSsh() ? 1 : 0;
    }

    private synchronized Loaded load(IdentitySource source, String recipient, Duration limit, UnwrapBudget budget) {
        var key = source.isCommand() ? source.place() + '\0' + recipient : source.place();
        var known = loaded.get(key);
        if (known == null) {
            if (source.isCommand() && !budget.spend(TryCost.PROGRAM)) {
                return new Loaded(List.of(), List.of("not asked for " + recipient + ": " + EXHAUSTED));
            }
            known = read(source, recipient, limit);
            loaded.put(key, known);
        }
        return known;
    }

    private Loaded read(IdentitySource source, String recipient, Duration limit) {
        try {
            return new Loaded(reader.read(source, recipient, limit), List.of());
        } catch (AgeException e) {
            return new Loaded(List.of(), e.causes());
        }
    }

    /// @param problems why there is no identity; empty if there is one
    private record Loaded(List<AgeIdentity> identities, List<String> problems) {}

    /// What was found in a source that was tried.
    private static final class Finding {
        private final List<String> problems;
        private int unmatched;

        /// @param unmatched identities, each of which counts as one for another file until it fails by itself
        Finding(int unmatched, List<String> problems) {
            this.unmatched = unmatched;
            this.problems = new ArrayList<>(problems);
        }

        void failed(List<String> reasons) {
            unmatched--;
            problems.addAll(reasons);
        }

        List<String> lines() {
            var lines = new ArrayList<String>();
            if (unmatched > 0) {
                lines.add(
                        unmatched == 1
                                ? "holds 1 identity of another recipient"
                                : "holds " + unmatched + " identities of other recipients");
            }
            lines.addAll(problems);
            return lines;
        }
    }

    /// What came of it.
    /// @param fileKey null if nothing opens the file; else closed by the caller
    /// @param reason why nothing opens the file, in the words of sops, which people search for
    /// @param sources what was found in each place, a line for each finding; empty if the file was opened
    /// @param pluginFailed whether a plugin might have opened it
    record Outcome(@Nullable FileKey fileKey, String reason, List<String> sources, boolean pluginFailed) {}

    /// An identity that asks a person or starts a program, and where it is from.
    private record Later(IdentitySource source, AgeIdentity identity) {}

    private final class Attempt {
        private final AgeHeader header;
        private final String recipient;
        private final Duration limit;
        private final UnwrapBudget budget;
        private final boolean ssh;
        private final List<Later> interactive = new ArrayList<>();
        private final Map<IdentitySource, Finding> found = new HashMap<>();
        private @Nullable FileKey fileKey;
        private boolean pluginFailed;
        private boolean tried;
        private String givenUp = "";
        /// What files with many stanzas, and machines with many identities, may cost together; in nanoseconds.
        private long spent;

        Attempt(AgeHeader header, String recipient, Duration limit, UnwrapBudget budget) {
            this.header = header;
            this.recipient = recipient;
            this.limit = limit;
            this.budget = budget;
            this.ssh = header.has("ssh-ed25519") || header.has("ssh-rsa");
        }

        void tryAll(IdentitySource source) {
            if (!source.isPresent() || source.isSsh() && !ssh) {
                return;
            }
            var content = load(source, recipient, limit, budget);
            found.put(source, new Finding(content.identities().size(), content.problems()));
            for (var identity : content.identities()) {
                tried = true;
                if (identity.isInteractive()) {
                    interactive.add(new Later(source, identity));
                } else if (fileKey == null && mayTry(identity)) {
                    var start = System.nanoTime();
                    fileKey = AgeFile.unwrap(header, identity);
                    spent += System.nanoTime() - start;
                }
            }
        }

        private boolean mayTry(AgeIdentity identity) {
            if (spent >= limit.toNanos()) {
                givenUp = "the search was given up after " + limit.toMillis() + " ms";
            } else if (!budget.spend(TryCost.of(identity, header.stanzas()))) {
                givenUp = "the search was given up: " + EXHAUSTED;
            }
            return givenUp.isEmpty();
        }

        void tryInteractive() {
            for (var i = 0; i < interactive.size() && fileKey == null; i++) {
                var later = interactive.get(i);
                if (!budget.spend(TryCost.of(later.identity(), header.stanzas()))) {
                    givenUp = "the search was given up: " + EXHAUSTED;
                    return;
                }
                try {
                    fileKey = AgeFile.unwrap(header, later.identity(), limit);
                } catch (LockstepException e) {
                    fail(later, List.of("needs a passphrase: " + e.problem().what()));
                } catch (AgeException e) {
                    if (e.kind() != AgeException.Kind.KEY && e.kind() != AgeException.Kind.PLUGIN) {
                        throw e;
                    }
                    pluginFailed |= e.kind() == AgeException.Kind.PLUGIN;
                    fail(later, e.causes());
                }
            }
        }

        private void fail(Later later, List<String> reasons) {
            Objects.requireNonNull(found.get(later.source())).failed(reasons);
        }

        Outcome outcome() {
            if (fileKey != null) {
                return new Outcome(fileKey, "", List.of(), false);
            }
            var reason = tried ? "no identity matched any of the recipients" : "failed to load age identities";
            return new Outcome(null, givenUp.isEmpty() ? reason : reason + "; " + givenUp, lines(), pluginFailed);
        }

        /// A line for each finding, and for each source that is there and cannot count for this file.
        private List<String> lines() {
            var lines = new ArrayList<String>();
            for (var source : sources) {
                if (isNamedElsewhere(source)) {
                    continue;
                }
                if (source.isSsh() && !ssh) {
                    if (source.isPresent()) {
                        lines.add("not tried " + source.shown() + ": the file names no SSH recipient");
                    }
                    continue;
                }
                var finding = found.get(source);
                for (var what : finding == null ? List.of(source.absence()) : finding.lines()) {
                    lines.add("tried " + source.shown() + ": " + what);
                }
            }
            return lines;
        }

        /// A variable may name the usual file.
        private boolean isNamedElsewhere(IdentitySource source) {
            if (source.origin() != IdentitySource.Origin.USUAL_FILE) {
                return false;
            }
            for (var other : sources) {
                if (other.origin() == IdentitySource.Origin.FILE
                        && other.value().equals(source.value())) {
                    return true;
                }
            }
            return false;
        }
    }
}
