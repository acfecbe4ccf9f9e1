package dev.lockstep.keys.age;

import java.util.ArrayList;
import java.util.List;

/// Splits a command into words as sops does (Google's shlex): spaces separate, `'…'` and `"…"` quote, `\` quotes one
/// character except within `'…'`, a word that starts with `#` begins a comment up to the line's end. Nothing is
/// expanded.
final class ShellWords {
    private final String command;
    private final List<String> words = new ArrayList<>();
    private int position;

    private ShellWords(String command) {
        this.command = command;
    }

    /// @throws AgeException `KEY` if a quote is not closed
    static List<String> split(String command) {
        var splitting = new ShellWords(command);
        while (splitting.skipToWord()) {
            splitting.words.add(splitting.word());
        }
        return splitting.words;
    }

    private boolean skipToWord() {
        for (; position < command.length(); position++) {
            var character = command.charAt(position);
            if (character == '#') {
                var lineEnd = command.indexOf('\n', position);
                position = lineEnd < 0 ? command.length() - 1 : lineEnd;
            } else if (!isBlank(character)) {
                return true;
            }
        }
        return false;
    }

    private String word() {
        var word = new StringBuilder();
        while (position < command.length() && !isBlank(command.charAt(position))) {
            var character = command.charAt(position++);
            switch (character) {
                case '\'', '"' -> quoted(character, word);
                case '\\' -> word.append(next());
                default -> word.append(character);
            }
        }
        return word.toString();
    }

    private void quoted(char quote, StringBuilder word) {
        for (var character = next(); character != quote; character = next()) {
            word.append(character == '\\' && quote == '"' ? next() : character);
        }
    }

    private char next() {
        if (position == command.length()) {
            throw new AgeException(AgeException.Kind.KEY, "the command ends within a quote or after a backslash");
        }
        return command.charAt(position++);
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\n';
    }
}
