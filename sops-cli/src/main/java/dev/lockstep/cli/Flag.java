package dev.lockstep.cli;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One flag: its names, what it is for, how its text becomes a value. Declared once; [Arguments] reads it, [HelpText]
/// describes it.
///
/// @param <T> the value's type; never null, a flag that was not given has its [#absent()] value
final class Flag<T> {
    /// Makes a value of one occurrence of the flag.
    interface Reading<T> {
        /// @param before the value so far: flags that may be repeated add to it
        /// @return null if the text is no such value
        @Nullable
        T read(String text, T before);
    }

    private final List<String> names;
    private final String placeholder;
    private final String help;
    private final String variable;
    private final T absent;
    private final Reading<T> reading;

    private Flag(List<String> names, String placeholder, String help, String variable, T absent, Reading<T> reading) {
        this.names = names;
        this.placeholder = placeholder;
        this.help = help;
        this.variable = variable;
        this.absent = absent;
        this.reading = reading;
    }

    /// A switch: `--name`, or `--name=false`.
    static Flag<Boolean> on(String help, String... names) {
        return new Flag<>(List.of(names), "", help, "", false, (text, _) -> bool(text));
    }

    static Flag<String> text(String placeholder, String help, String... names) {
        return new Flag<>(List.of(names), placeholder, help, "", "", (text, _) -> text);
    }

    /// May be given more than once.
    static Flag<List<String>> list(String placeholder, String help, String... names) {
        return new Flag<>(List.of(names), placeholder, help, "", List.of(), (text, before) -> {
            var longer = new ArrayList<>(before);
            longer.add(text);
            return List.copyOf(longer);
        });
    }

    static Flag<Integer> number(String placeholder, String help, String... names) {
        return new Flag<>(List.of(names), placeholder, help, "", 0, (text, _) -> integer(text));
    }

    /// A number of bytes: `100`, `64KiB`, `128MiB`, `1GiB`.
    static Flag<Long> size(String help, long absent, String... names) {
        return new Flag<>(List.of(names), "SIZE", help, "", absent, (text, _) -> bytes(text));
    }

    /// The same flag with an environment variable behind it; the flag wins.
    Flag<T> from(String environmentVariable) {
        return new Flag<>(names, placeholder, help, environmentVariable, absent, reading);
    }

    /// The same flag with another value for when it is not given.
    Flag<T> unless(T otherAbsent) {
        return new Flag<>(names, placeholder, help, variable, otherAbsent, reading);
    }

    /// With their hyphens: `-i`, `--in-place`.
    List<String> names() {
        return names;
    }

    /// The longest name, which messages use.
    String name() {
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

    boolean isSwitch() {
        return placeholder.isEmpty();
    }

    /// @throws LockstepException `USAGE`; the text is not quoted, it may be a secret in the wrong place
    T read(String text, T before, String source) {
        var value = reading.read(text, before);
        if (value == null) {
            throw new LockstepException(
                    Kind.USAGE,
                    "invalid value for " + source,
                    "",
                    isSwitch() ? "write true or false" : "give " + placeholder + ": " + help);
        }
        return value;
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
