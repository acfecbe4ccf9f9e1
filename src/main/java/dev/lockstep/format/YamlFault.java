package dev.lockstep.format;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Says what is wrong with a text that the YAML parser has refused: the place, what was found, the edit that corrects
/// it. The parser's own messages quote the input, so only their fixed parts are looked at.
final class YamlFault {
    private static final String QUOTE = "put the value in quotes";

    private YamlFault() {}

    static LockstepException of(YamlEngineException e) {
        if (!(e instanceof MarkedYamlEngineException marked)) {
            return malformed("text is not YAML", "", "correct the file");
        }
        var context = marked.getContext() == null ? "" : marked.getContext();
        var problem = marked.getProblem() == null ? "" : marked.getProblem();
        var at = place(marked.getProblemMark().or(marked::getContextMark));
        var opening = place(marked.getContextMark().or(marked::getProblemMark));
        if (problem.startsWith("found character") && problem.contains("that cannot start any token")) {
            return problem.contains("TAB")
                    ? malformed("a tab where a value or its indentation should be", at, "indent with spaces")
                    : malformed("a value begins with a character that YAML reserves", at, QUOTE);
        }
        if (problem.startsWith("mapping values are not allowed here")) {
            return malformed(
                    "a colon where no key can stand",
                    at,
                    "put a value that holds a colon and a space in quotes, or correct the indentation");
        }
        return switch (context) {
            case "while scanning a double-quoted scalar", "while scanning a quoted scalar" ->
                problem.contains("unexpected")
                        ? malformed(
                                "quoted text is malformed: it does not end", opening, "close the quote that opens here")
                        : malformed("quoted text is malformed", at, "correct the escapes in double quotes");
            case "while scanning a simple key" ->
                malformed(
                        "key without a colon",
                        opening,
                        "put a colon and a space behind the key, or indent a text that goes on");
            case "while parsing a block mapping" ->
                malformed(
                        "map entry expected" + found(problem),
                        at,
                        "align the keys of a map, or put the value before in quotes");
            case "while parsing a block collection" ->
                malformed(
                        "list entry expected" + found(problem),
                        at,
                        "begin each entry with a hyphen in the same column");
            case "while parsing a flow mapping" ->
                malformed(
                        "comma or closing brace expected" + found(problem),
                        isEnd(problem) ? opening : at,
                        "close the brace, or put a text that begins with a brace in quotes");
            case "while parsing a flow sequence" ->
                malformed(
                        "comma or closing bracket expected" + found(problem),
                        isEnd(problem) ? opening : at,
                        "close the bracket, or put a text that begins with a bracket in quotes");
            case "while scanning a block scalar" ->
                malformed("block text is malformed", at, "indent the text below | or > with spaces");
            case "while scanning an anchor", "while scanning an alias" ->
                malformed("anchor or alias is malformed", at, "put a value that begins with & or * in quotes");
            case "while scanning a tag", "while parsing a node" ->
                malformed("tag or value is malformed" + found(problem), at, "put a value that begins with ! in quotes");
            case "while scanning a directive" ->
                malformed("directive is malformed", at, "remove the line that begins with %");
            default ->
                malformed("text is not YAML" + found(problem), at, "correct the line or put its value in quotes");
        };
    }

    /// The same problem with the edit that a template needs, if one stands on its line: `{{ .Values.x }}` is a map of a
    /// map for YAML.
    static LockstepException inTemplate(LockstepException e, byte[] source) {
        var problem = e.problem();
        if (!lineHasTemplate(source, problem.where())) {
            return e;
        }
        return new LockstepException(new Problem(
                problem.kind(),
                problem.what(),
                problem.where(),
                "quote the value: a template in {{ }} is text only within quotes",
                problem.causes()));
    }

    private static boolean lineHasTemplate(byte[] source, String where) {
        var parts = where.split(":");
        if (parts.length < 2 || parts[1].isEmpty() || !parts[1].chars().allMatch(Character::isDigit)) {
            return false;
        }
        int line = Integer.parseInt(parts[1]);
        for (int i = 0; i + 1 < source.length && line > 0; i++) {
            if (line == 1 && source[i] == '{' && source[i + 1] == '{') {
                return true;
            }
            line -= source[i] == '\n' ? 1 : 0;
        }
        return false;
    }

    private static String place(Optional<Mark> mark) {
        return mark.map(known -> ":" + (known.getLine() + 1) + ":" + (known.getColumn() + 1))
                .orElse("");
    }

    private static boolean isEnd(String problem) {
        return problem.contains("<stream end>");
    }

    /// What the parser met, in words.
    private static String found(String problem) {
        int at = Math.max(problem.indexOf("but found"), problem.indexOf("but got"));
        if (at < 0) {
            return "";
        }
        var token = problem.substring(at);
        var word = token.contains("<stream end>")
                ? "the end of the file"
                : token.contains("<scalar>")
                        ? "text"
                        : token.contains("<block mapping start>")
                                ? "a map"
                                : token.contains("<block sequence start>")
                                        ? "a list"
                                        : token.contains("<block end>")
                                                ? "less indentation"
                                                : token.contains("<document") ? "the end of the document" : "";
        return word.isEmpty() ? "" : ", found " + word;
    }

    private static LockstepException malformed(String what, String where, String next) {
        return new LockstepException(Kind.INPUT_MALFORMED, what, where, next);
    }
}
