package dev.lockstep.build;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Formats every Java file of the repository, or says which ones differ.
///
/// palantir-java-format 2.103 does not know two things of our language, so it reads a stand-in that is put back
/// afterwards. It drops the lone underscore of a record pattern (`case Point(var x, _)`) and gets an empty record
/// pattern instead; it breaks the lines of a Markdown comment as if they were one, and gets plain comments without a
/// space.
final class Format {
    private static final Pattern LONE_UNDERSCORE = Pattern.compile("(?<=[(,]\\s{0,200})_(?=\\s*[,)])");
    private static final Pattern NO_RECORD_NAME = Pattern.compile("(^|.*\\W)(return|yield|else|do)?", Pattern.DOTALL);
    private static final Pattern MARKDOWN = Pattern.compile("(?m)(?<=^ {0,200})///(?: (.*)|)$");
    private static final String PATTERN = "\u203F()";
    private static final String COMMENT = "// \u203F";
    private static final String SPACE = "\uE000";

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    /// Writes; `FormatTest` checks.
    public static void main(String[] arguments) throws IOException {
        var complaints = new Format().complaints(Path.of(arguments[0]), true);
        complaints.forEach(System.err::println);
        System.exit(complaints.isEmpty() ? 0 : 1);
    }

    /// @return one line about each file that is not formatted, or with `write`, that cannot be
    List<String> complaints(Path root, boolean write) throws IOException {
        return javaFiles(root).parallelStream()
                .map(file -> complaintAbout(root, file, write))
                .filter(Objects::nonNull)
                .toList();
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        var files = new ArrayList<Path>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                var name = folder.getFileName().toString();
                var built = name.equals("target") && Files.exists(folder.resolveSibling("pom.xml"));
                var ours = folder.equals(root) || !built && !name.startsWith(".");
                return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /// @return one line about the file, or null if it is formatted now
    private String complaintAbout(Path root, Path file, boolean write) {
        try {
            var source = Files.readString(file);
            var formatted = formatted(source);
            if (formatted.equals(source)) return null;
            if (!write) return root.relativize(file) + ": not formatted";
            Files.writeString(file, formatted);
            return null;
        } catch (IOException | FormatterException e) {
            return root.relativize(file) + ": " + e.getMessage();
        }
    }

    String formatted(String source) throws FormatterException {
        if (source.contains(PATTERN) || source.contains(COMMENT) || source.contains(SPACE))
            throw new FormatterException("cannot read U+203F or U+E000");
        var imports = formatter.fixImports(source);
        var patterns = LONE_UNDERSCORE
                .matcher(imports)
                .replaceAll(match -> inRecordPattern(imports, match.start()) ? PATTERN : "_");
        var comments = MARKDOWN.matcher(patterns)
                .replaceAll(
                        match -> COMMENT + Matcher.quoteReplacement(text(match).replace(" ", SPACE)));
        var formatted = formatter
                .formatSource(comments)
                .replace(COMMENT + "\n", "///\n")
                .replace(COMMENT, "/// ")
                .replace(SPACE, " ")
                .replace(PATTERN, "_");
        return Comments.fill(formatted);
    }

    private static String text(MatchResult comment) {
        return comment.group(1) == null ? "" : comment.group(1).stripTrailing();
    }

    /// Tells `Point(var x, _)` from the lambda `(x, _) -> …`: before the bracket of a record pattern stands a type.
    private static boolean inRecordPattern(String source, int underscore) {
        var open = 1;
        var at = underscore;
        while (open > 0 && at > 0) {
            var c = source.charAt(--at);
            if (c == ')') open++;
            if (c == '(') open--;
        }
        var before = source.substring(0, at).stripTrailing();
        var word = before.substring(Math.max(0, before.length() - 10));
        return word.endsWith(">") && !word.endsWith("->")
                || !NO_RECORD_NAME.matcher(word).matches();
    }
}
