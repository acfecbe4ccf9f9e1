package dev.lockstep.config;

import dev.lockstep.document.Document;
import dev.lockstep.file.InputFile;
import dev.lockstep.format.Format;
import dev.lockstep.format.Formats;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.rules.LeafRules;
import dev.lockstep.rules.SearchPattern;
import dev.lockstep.rules.Selection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Holds the configuration of a working directory: a `.sops.yaml`, or none (sops 3.13, spec 4). A file that cannot be
/// read or does not parse is an error whatever the command; regular expressions are compiled when their rule is looked
/// at.
public final class SopsConfig {
    /// More than any configuration has; a larger file is an error.
    private static final long CAP = 4L << 20;

    private static final String NO_RULES =
            "config file not found, or has no creation rules, and no keys provided through command line options";

    private final Path workingDirectory;
    private final @Nullable Path path;
    private final List<String> warnings;
    private final @Nullable Problem refusal;
    private final @Nullable Fields root;
    private final List<Rule> rules;

    /// One entry of `creation_rules`, with what must be valid even if the rule is not used.
    private record Rule(Fields fields, String pathRegex, int shamirThreshold, boolean macOnlyEncrypted) {
        static Rule of(Fields fields) {
            return new Rule(
                    fields,
                    fields.text("path_regex"),
                    fields.number("shamir_threshold"),
                    fields.flag("mac_only_encrypted"));
        }

        boolean covers(String file) {
            return pathRegex.isEmpty()
                    || placed(
                            () -> fields.where("path_regex"),
                            () -> SearchPattern.compile("path_regex", pathRegex).isFoundIn(file));
        }
    }

    private SopsConfig(
            Path workingDirectory,
            @Nullable Path path,
            List<String> warnings,
            @Nullable Problem refusal,
            @Nullable Fields root) {
        this.workingDirectory = workingDirectory.toAbsolutePath().normalize();
        this.path = path;
        this.warnings = List.copyOf(warnings);
        this.refusal = refusal;
        this.root = root;
        this.rules = root == null
                ? List.of()
                : root.maps("creation_rules").stream().map(Rule::of).toList();
        if (root != null) {
            checkStores(root);
        }
    }

    /// No configuration at all.
    public static SopsConfig none(Path workingDirectory) {
        return new SopsConfig(workingDirectory, null, List.of(), null, null);
    }

    /// Reads the configuration that holds in a directory.
    ///
    /// @param explicit the file that `--config` or `SOPS_CONFIG` names; null to look for `.sops.yaml` in the directory
    /// and above it
    /// @throws LockstepException `CONFIG_INVALID` if the file cannot be used
    public static SopsConfig find(Path workingDirectory, @Nullable Path explicit) {
        return find(workingDirectory, explicit, SafeDirectories.NONE);
    }

    /// The same where configuration of other users may be used in some directories. Elsewhere such a file is passed
    /// over, unless it is named: [#refusal()] says so, and [#ruleFor] fails with it.
    public static SopsConfig find(Path workingDirectory, @Nullable Path explicit, SafeDirectories safe) {
        var found = explicit == null
                ? ConfigFile.find(workingDirectory, safe)
                : ConfigFile.named(workingDirectory.resolve(explicit).normalize());
        var warnings = found.warning().isEmpty() ? List.<String>of() : List.of(found.warning());
        var path = found.path();
        if (path == null) {
            return new SopsConfig(workingDirectory, null, warnings, null, null);
        }
        if (found.stranger() != null) {
            return new SopsConfig(workingDirectory, path, warnings, foreign(path, found.stranger()), null);
        }
        return new SopsConfig(workingDirectory, path, warnings, null, fields(path));
    }

    private static Problem foreign(Path path, String stranger) {
        return new Problem(
                Kind.CONFIG_INVALID,
                "belongs to another user, " + stranger + ", and is not used: it could choose the keys",
                path.toString(),
                "if you trust it, name it with --config " + path + ", or list its directory: "
                        + SafeDirectories.VARIABLE + "=" + path.getParent());
    }

    private static @Nullable Fields fields(Path path) {
        var document = document(path);
        if (document == null || document.roots().isEmpty()) {
            return null;
        }
        return new Fields(document, path.toString(), document.roots().getFirst());
    }

    private static @Nullable Document document(Path path) {
        try (var input = InputFile.read(path, CAP)) {
            // Nothing but comments is as good as no file.
            return isEmpty(input.bytes()) ? null : Formats.named("yaml").parse(input.takeBytes());
        } catch (LockstepException e) {
            var problem = e.problem();
            boolean unread = problem.kind() == Kind.FILE_NOT_FOUND || problem.kind() == Kind.FILE_UNREADABLE;
            var placed = unread ? problem : problem.in(path.toString());
            throw new LockstepException(
                    Kind.CONFIG_INVALID,
                    (unread ? "could not read config file: " : "error loading config: ") + placed.what(),
                    placed.where(),
                    unread
                            ? "check the path of the configuration"
                            : placed.next().isEmpty() ? "correct the configuration" : placed.next());
        }
    }

    private static boolean isEmpty(byte[] source) {
        return new String(source, StandardCharsets.UTF_8)
                .lines()
                .allMatch(line -> line.isBlank() || line.stripLeading().startsWith("#"));
    }

    /// The configuration file; null if there is none.
    public @Nullable Path path() {
        return path;
    }

    /// What the user should know about how the file was found.
    public List<String> warnings() {
        return warnings;
    }

    /// Why the configuration that was found is not used; null if it is, or if there is none.
    public @Nullable Problem refusal() {
        return refusal;
    }

    /// Fields that are unknown, so that they do nothing: one sentence for each, with its place and the field that was
    /// probably meant.
    public List<String> unknownFields() {
        return root == null ? List.of() : UnknownFields.of(root);
    }

    /// Whether there are creation rules, if only an empty list of them.
    public boolean hasRules() {
        return root != null && root.has("creation_rules");
    }

    /// How a new file is encrypted: the first rule whose `path_regex` is found in the file's path, with the flags over
    /// it.
    ///
    /// @param file relative to the working directory, or absolute; need not exist
    /// @throws LockstepException `CONFIG_INVALID` if there are rules and none applies, whatever the flags say; if there
    /// is neither
    ///     rule nor key; if the rule is invalid or has no key; if the configuration belongs to another user.
    ///     `CONFLICTING_PARAMETERS` if rule and flags select values in two ways. `RECIPIENT_INVALID` for a key whose
    ///     name cannot be taken apart
    public CreationRule ruleFor(Path file, RuleFlags flags) {
        if (refusal != null) {
            throw new LockstepException(refusal);
        }
        var rule = hasRules() ? matching(file) : null;
        if (rule == null) {
            if (flags.keys().isEmpty()) {
                throw new LockstepException(
                        Kind.CONFIG_INVALID,
                        NO_RULES,
                        "",
                        "write a .sops.yaml with creation_rules, or name keys with --age");
            }
            var selection = RuleSelections.chosen(flags.selections(), List.of());
            LeafRules.of(selection);
            return new CreationRule(
                    List.of(flags.keys()), flags.shamirThreshold(), selection, flags.macOnlyEncrypted());
        }
        var selection = RuleSelections.chosen(flags.selections(), RuleSelections.of(rule.fields()));
        boolean given = flags.selections().contains(selection);
        placed(() -> given ? "" : rule.fields().where(Selection.name(selection)), () -> LeafRules.of(selection));
        // Looked at even if flags replace them: a rule is valid or it is not.
        var keys = RuleKeys.of(rule.fields());
        if (flags.keys().isEmpty()) {
            RuleKeys.requireEach(rule.fields(), keys);
        }
        return new CreationRule(
                flags.keys().isEmpty() ? keys : List.of(flags.keys()),
                flags.shamirThreshold() != 0 ? flags.shamirThreshold() : rule.shamirThreshold(),
                selection,
                flags.macOnlyEncrypted() || rule.macOnlyEncrypted());
    }

    private Rule matching(Path file) {
        var subject = subject(file);
        for (var rule : rules) {
            if (rule.covers(subject)) {
                return rule;
            }
        }
        throw new LockstepException(
                Kind.CONFIG_INVALID,
                "error loading config: no matching creation rules found for " + subject,
                String.valueOf(path),
                "add a rule whose path_regex is found in that path, or one without path_regex");
    }

    /// What `path_regex` is searched in: the path below the configuration's directory, or the absolute path elsewhere.
    private String subject(Path file) {
        var absolute = workingDirectory.resolve(file).normalize().toString();
        var directory = path == null ? null : path.toAbsolutePath().getParent();
        if (directory == null) {
            return absolute;
        }
        var separator = directory.getFileSystem().getSeparator();
        var prefix = directory.toString().endsWith(separator) ? directory.toString() : directory + separator;
        return absolute.startsWith(prefix) ? absolute.substring(prefix.length()) : absolute;
    }

    /// Compiles an expression of the file; a problem gets its place there.
    private static <T> T placed(Supplier<String> where, Supplier<T> compiling) {
        try {
            return compiling.get();
        } catch (LockstepException e) {
            throw new LockstepException(e.problem().in(where.get()));
        }
    }

    private static void checkStores(Fields root) {
        for (var format : List.of("yaml", "json", "json_binary")) {
            root.map("stores").map(format).number("indent");
        }
        root.map("stores").flag("canonical");
    }

    /// The indent that `stores` sets for a format; the format's own default otherwise.
    public int indentOf(Format format) {
        int otherwise = format.defaultIndent();
        if (root == null) {
            return otherwise;
        }
        var stores = root.map("stores");
        return switch (format.name()) {
            case "yaml" -> {
                int indent = stores.map("yaml").number("indent");
                yield indent == 0 ? otherwise : indent;
            }
            case "json" -> stores.map("json").number("indent", otherwise);
            case "binary" -> stores.map("json_binary").number("indent", otherwise);
            default -> otherwise;
        };
    }

    /// Whether `stores.canonical` asks for files as sops prints them. Our own field; sops does not look at it.
    public boolean isCanonical() {
        return root != null && root.map("stores").flag("canonical");
    }
}
