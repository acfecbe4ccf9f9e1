package dev.lockstep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A readable text of commands, what they must print, and the files they use:
///
/// ```
/// # What the case shows.
///
/// @ SOPS_AGE_RECIPIENTS=$RECIPIENT        environment for what follows; $NAME is replaced
/// < one line of standard input            for the next command
/// $ lockstep encrypt plain.yaml           words are split as a shell does; cat and ls are built in
/// | password: ENC[…,type:str]             standard output; what is random is replaced by …, no line break at the end is ¬
/// 2> lockstep: warning: …                 standard error
/// = 1                                     exit code, if not 0
///
/// -- plain.yaml --
/// password: x
/// ```
final class Transcript {
    private static final Pattern CIPHERTEXT = Pattern.compile("ENC\\[AES256_GCM,data:[^\\]]*,type:(\\w+)]");
    private static final Pattern ARMOR =
            Pattern.compile("(?s)-----BEGIN AGE ENCRYPTED FILE-----.*?-----END AGE ENCRYPTED FILE-----");
    private static final Pattern TIME = Pattern.compile("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

    private final Path file;
    private final List<String> lines;

    private Transcript(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    static Transcript read(Path file) {
        try {
            return new Transcript(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Path file() {
        return file;
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }

    /// Runs it in an empty sandbox.
    ///
    /// @return the same text with what the commands really did
    String play(Sandbox sandbox) {
        int files = firstFile();
        layOut(sandbox, files);
        var out = new ArrayList<String>();
        var input = new StringBuilder();
        for (var line : lines.subList(0, files)) {
            if (isOutcome(line)) {
                continue;
            }
            if (line.startsWith("$ ")) {
                out.add(line);
                sandbox.input(input.toString());
                input.setLength(0);
                out.addAll(outcome(sandbox, words(line.substring(2), sandbox)));
            } else if (line.startsWith("# ") || line.isEmpty()) {
                out.add(line);
            } else if (line.startsWith("@ ")) {
                out.add(line);
                var setting = expand(line.substring(2), sandbox);
                int equals = setting.indexOf('=');
                sandbox.variable(setting.substring(0, equals), setting.substring(equals + 1));
            } else if (line.startsWith("< ")) {
                out.add(line);
                input.append(line.substring(2)).append('\n');
            } else {
                throw new AssertionError(file + ": what is this line? " + line);
            }
        }
        out.addAll(lines.subList(files, lines.size()));
        return String.join("\n", out) + "\n";
    }

    private static boolean isOutcome(String line) {
        return line.startsWith("| ") || line.startsWith("2> ") || line.startsWith("= ");
    }

    private int firstFile() {
        for (int i = 0; i < lines.size(); i++) {
            if (isFile(lines.get(i))) {
                return i;
            }
        }
        return lines.size();
    }

    private static boolean isFile(String line) {
        return line.startsWith("-- ") && line.endsWith(" --");
    }

    private void layOut(Sandbox sandbox, int from) {
        for (int i = from; i < lines.size(); ) {
            String header = lines.get(i);
            String name = header.substring(3, header.length() - 3);
            var content = new StringBuilder();
            for (i++; i < lines.size() && !isFile(lines.get(i)); i++) {
                content.append(expand(lines.get(i), sandbox)).append('\n');
            }
            sandbox.file(name, content.toString());
        }
    }

    private static List<String> outcome(Sandbox sandbox, List<String> words) {
        return switch (words.getFirst()) {
            case "lockstep", "sops" -> {
                var run = sandbox.runAs(
                        words.getFirst(), words.subList(1, words.size()).toArray(String[]::new));
                Refusal.tellsNoSecret(run);
                var out = new ArrayList<>(shown(run.text()));
                run.errors().lines().forEach(line -> out.add("2> " + line));
                if (run.exit() != 0) {
                    out.add("= " + run.exit());
                }
                yield out;
            }
            case "cat" -> shown(sandbox.text(words.get(1)));
            case "ls" ->
                List.copyOf(Snapshot.of(sandbox.directory()).files().keySet().stream()
                        .filter(name -> !name.isEmpty())
                        .map(name -> "| " + name)
                        .toList());
            default -> throw new AssertionError("no such command in a transcript: " + words);
        };
    }

    /// What differs from run to run, and an end without a line break, made visible.
    private static List<String> shown(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        String stable = CIPHERTEXT.matcher(text).replaceAll("ENC[…,type:$1]");
        stable = ARMOR.matcher(stable).replaceAll("-----AGE…-----");
        stable = TIME.matcher(stable).replaceAll("20…Z");
        var out = new ArrayList<String>();
        (stable.endsWith("\n") ? stable : stable + "¬").lines().forEach(line -> out.add("| " + line));
        return out;
    }

    private static List<String> words(String line, Sandbox sandbox) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (char c : line.toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (c == ' ') {
                if (inWord) {
                    words.add(expand(word.toString(), sandbox));
                    word.setLength(0);
                }
                inWord = false;
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(expand(word.toString(), sandbox));
        }
        return words;
    }

    private static String expand(String text, Sandbox sandbox) {
        return text.replace("$RECIPIENT", Sandbox.RECIPIENT)
                .replace("$OTHER_RECIPIENT", Sandbox.OTHER_RECIPIENT)
                .replace("$IDENTITY", Sandbox.IDENTITY)
                .replace("$OTHER_IDENTITY", Sandbox.OTHER_IDENTITY)
                .replace("$HERE", sandbox.directory().toString());
    }
}
