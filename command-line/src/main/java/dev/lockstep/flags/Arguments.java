package dev.lockstep.flags;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Nearest;
import dev.lockstep.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds the command line, parsed as sops 3.13 does: `-x` is `--x`, `--f v` or `--f=v`, switches also `--f=false`, no
/// bundling of short flags, `--` ends the flags (spec 1.1).
public final class Arguments {
    /// Where flags may stand.
    public enum Order {
        /// Before the first positional; whatever follows it is positional. The root command of sops.
        FLAGS_FIRST,
        /// Anywhere before `--`. All other commands.
        ANY
    }

    /// The operand that stands for standard input.
    public static final String STANDARD_INPUT = "-";

    private final Map<Flag<?>, Object> given = new LinkedHashMap<>();
    private final List<String> positionals = new ArrayList<>();
    private final Map<String, String> environment;
    private final String next;

    private Arguments(Map<String, String> environment, String next) {
        this.environment = environment;
        this.next = next;
    }

    /// @param next what somebody does who has the command line wrong, such as `see lockstep-sync once --help`
    /// @throws LockstepException `USAGE` for an unknown flag, a missing or an invalid value
    public static Arguments read(
            List<Flag<?>> known, List<String> words, Order order, Map<String, String> environment, String next) {
        var arguments = new Arguments(environment, next);
        arguments.readWords(known, words, order);
        return arguments;
    }

    /// The arguments of a command below these: what stood before the command is kept for the flags named `global`.
    public Arguments below(List<Flag<?>> global, List<Flag<?>> known, List<String> words) {
        var arguments = new Arguments(environment, next);
        for (var flag : global) {
            var value = given.get(flag);
            if (value != null) {
                arguments.given.put(flag, value);
            }
        }
        arguments.readWords(known, words, Order.ANY);
        return arguments;
    }

    private void readWords(List<Flag<?>> known, List<String> words, Order order) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--")) {
                positionals.addAll(words.subList(i + 1, words.size()));
                return;
            }
            if (word.length() < 2 || word.charAt(0) != '-') {
                positionals.add(word);
                if (order == Order.FLAGS_FIRST) {
                    positionals.addAll(words.subList(i + 1, words.size()));
                    return;
                }
                continue;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            var flag = find(known, name);
            if (flag == null) {
                throw unknown(known, name);
            }
            if (equals < 0 && flag.isSwitch()) {
                put(flag, "true");
                continue;
            }
            if (equals < 0) {
                i++;
            }
            String text = equals >= 0 ? word.substring(equals + 1) : i < words.size() ? words.get(i) : null;
            if (text == null || text.isEmpty() && !flag.takesEmpty()) {
                throw new LockstepException(
                        Kind.USAGE, "flag " + name + " needs a value", "", "give " + flag.placeholder() + " after it");
            }
            put(flag, text);
        }
    }

    private <T> void put(Flag<T> flag, String text) {
        given.put(flag, flag.read(text, given(flag, flag.absent()), "flag " + flag.name(), next));
    }

    private static @Nullable Flag<?> find(List<Flag<?>> known, String name) {
        String bare = bare(name);
        for (var flag : known) {
            for (var candidate : flag.names()) {
                if (bare(candidate).equals(bare)) {
                    return flag;
                }
            }
        }
        return null;
    }

    private static String bare(String name) {
        return name.substring(name.startsWith("--") ? 2 : 1);
    }

    private LockstepException unknown(List<Flag<?>> known, String name) {
        // One letter is as near to any other: `-i` for `-o` would overwrite the file.
        var names = new ArrayList<String>();
        known.forEach(flag -> names.addAll(flag.names().stream()
                .filter(candidate -> bare(candidate).length() > 1)
                .toList()));
        String nearest = bare(name).length() == 1 ? null : Nearest.to(name, names);
        return new LockstepException(
                Kind.USAGE,
                "unknown flag " + Problem.escaped(name),
                "",
                nearest == null ? next : "did you mean " + nearest + "?");
    }

    /// The value of a flag: given, else from its environment variable, else its [Flag#absent()].
    ///
    /// @throws LockstepException `USAGE` if the environment variable holds no such value
    public <T> T value(Flag<T> flag) {
        if (!given.containsKey(flag) && !flag.variable().isEmpty()) {
            String text = environment.getOrDefault(flag.variable(), "");
            if (!text.isEmpty()) {
                return flag.read(text, flag.absent(), "environment variable " + flag.variable(), next);
            }
        }
        return given(flag, flag.absent());
    }

    // The map holds under each flag only what that flag's own reading returned.
    @SuppressWarnings("unchecked")
    private <T> T given(Flag<T> flag, T absent) {
        return (T) given.getOrDefault(flag, absent);
    }

    /// The same flags with other positionals.
    public Arguments withPositionals(List<String> others) {
        var arguments = new Arguments(environment, next);
        arguments.given.putAll(given);
        arguments.positionals.addAll(others);
        return arguments;
    }

    /// Whether the flag stands on the command line; its environment variable does not count.
    public boolean has(Flag<?> flag) {
        return given.containsKey(flag);
    }

    /// The flags that stand on the command line, in their order.
    public Iterable<Flag<?>> flags() {
        return given.keySet();
    }

    /// Whether no file is named, or `-` is the one.
    public boolean readsStandardInput() {
        return positionals.isEmpty() || positionals.getFirst().equals(STANDARD_INPUT);
    }

    public List<String> positionals() {
        return positionals;
    }
}
