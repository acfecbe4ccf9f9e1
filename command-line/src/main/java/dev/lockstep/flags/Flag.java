package dev.lockstep.flags;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One flag: its names, what it is for, how its text becomes a value. Declared once; [Arguments] reads it, [HelpPage]
/// describes it.
///
/// @param <T> the value's type; never null, a flag that was not given has its [#absent()] value
public final class Flag<T> {
    /// Of every command.
    public static final Flag<Boolean> HELP = on("show this help", "-h", "--help");

    /// Makes a value of one occurrence of the flag.
    public interface Reading<T> {
        /// @param before the value so far: flags that may be repeated add to it
        /// @return null if the text is no such value
        @Nullable
        T read(String text, T before);
    }

    private final List<String> names;
    private final String placeholder;
    private final String wanted;
    private final String help;
    private final String variable;
    private final boolean takesEmpty;
    private final T absent;
    private final Reading<T> reading;

    private Flag(
            List<String> names,
            String placeholder,
            String wanted,
            String help,
            String variable,
            boolean takesEmpty,
            T absent,
            Reading<T> reading) {
        this.names = names;
        this.placeholder = placeholder;
        this.wanted = wanted;
        this.help = help;
        this.variable = variable;
        this.takesEmpty = takesEmpty;
        this.absent = absent;
        this.reading = reading;
    }

    /// A flag of any other kind.
    ///
    /// @param placeholder what stands for the value in help
    /// @param wanted what the flag takes, for messages: `a whole number`
    public static <T> Flag<T> of(
            String placeholder, String wanted, T absent, Reading<T> reading, String help, String... names) {
        return new Flag<>(List.of(names), placeholder, wanted, help, "", true, absent, reading);
    }

    /// A switch: `--name`, or `--name=false`.
    public static Flag<Boolean> on(String help, String... names) {
        return of("", "true or false", false, (text, _) -> bool(text), help, names);
    }

    public static Flag<String> text(String placeholder, String help, String... names) {
        return of(placeholder, "a text", "", (text, _) -> text, help, names);
    }

    /// May be given more than once.
    public static Flag<List<String>> list(String placeholder, String help, String... names) {
        return of(placeholder, "a text", List.of(), Flag::longer, help, names);
    }

    public static Flag<Integer> number(String placeholder, String help, String... names) {
        return of(placeholder, "a whole number", 0, (text, _) -> integer(text), help, names);
    }

    /// A whole number within bounds, both inclusive.
    public static Flag<Integer> number(
            String placeholder, int least, int most, int absent, String help, String... names) {
        Reading<Integer> reading = (text, _) -> {
            var number = integer(text);
            return number == null || number < least || number > most ? null : number;
        };
        return of(placeholder, "a whole number from " + least + " to " + most, absent, reading, help, names);
    }

    /// A number of bytes: `100`, `64KiB`, `128MiB`, `1GiB`.
    public static Flag<Long> size(String help, long absent, String... names) {
        return of("SIZE", "a number of bytes, such as 64KiB or 200MiB", absent, (text, _) -> bytes(text), help, names);
    }

    /// The same flag with an environment variable behind it; the flag wins.
    public Flag<T> from(String environmentVariable) {
        return new Flag<>(names, placeholder, wanted, help, environmentVariable, takesEmpty, absent, reading);
    }

    /// The same flag with another value for when it is not given.
    public Flag<T> unless(T otherAbsent) {
        return new Flag<>(names, placeholder, wanted, help, variable, takesEmpty, otherAbsent, reading);
    }

    /// The same flag for which an empty text is no value.
    public Flag<T> notEmpty() {
        return new Flag<>(names, placeholder, wanted, help, variable, false, absent, reading);
    }

    /// With their hyphens: `-i`, `--in-place`.
    public List<String> names() {
        return names;
    }

    /// The longest name, which messages use.
    public String name() {
        return names.getLast();
    }

    /// What stands for the value in help; empty for a switch.
    String placeholder() {
        return placeholder;
    }

    String help() {
        return help;
    }

    /// The environment variable that is looked at when the flag is not given; empty when there is none.
    String variable() {
        return variable;
    }

    T absent() {
        return absent;
    }

    /// Whether it may stand without a value.
    public boolean isSwitch() {
        return placeholder.isEmpty();
    }

    boolean takesEmpty() {
        return takesEmpty;
    }

    /// @param source what to call the place of the text: the flag or its variable
    /// @throws LockstepException `USAGE`; the text is not quoted, it may be a secret in the wrong place
    T read(String text, T before, String source, String next) {
        var value = reading.read(text, before);
        if (value == null) {
            throw new LockstepException(Kind.USAGE, source + " takes " + wanted, "", next);
        }
        return value;
    }

    private static List<String> longer(String text, List<String> before) {
        var longer = new ArrayList<>(before);
        longer.add(text);
        return List.copyOf(longer);
    }

    /// As Go's `ParseBool` reads.
    private static @Nullable Boolean bool(String text) {
        return switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "0", "f", "F", "FALSE", "false", "False" -> false;
            default -> null;
        };
    }

    private static @Nullable Integer integer(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Long bytes(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        int shift = switch (text.substring(digits)) {
            case "", "B" -> 0;
            case "K", "KiB" -> 10;
            case "M", "MiB" -> 20;
            case "G", "GiB" -> 30;
            default -> -1;
        };
        if (digits == 0 || digits > 10 || shift < 0) {
            return null;
        }
        return Long.parseLong(text.substring(0, digits)) << shift;
    }
}
