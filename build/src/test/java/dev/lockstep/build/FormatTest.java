package dev.lockstep.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatTest {
    private final Format format = new Format();

    @Test
    void everySourceOfTheRepositoryIsFormatted() throws Exception {
        var root = Path.of(System.getProperty("lockstep.root"));
        assertThat(format.complaints(root, false)).as("run bin/format").isEmpty();
    }

    @Test
    void complainsOfAnUnformattedFileUntilItIsWritten(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("X.java"), "class  X{}\n");
        assertThat(format.complaints(folder, false)).containsExactly("X.java: not formatted");
        assertThat(format.complaints(folder, true)).isEmpty();
        assertThat(file).hasContent("class X {}\n");
    }

    @Test
    void complainsOfAFileThatDoesNotParse(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("X.java"), "class X {\n");
        assertThat(format.complaints(folder, true)).singleElement().asString().startsWith("X.java: ");
    }

    @Test
    void keepsMarkdownCommentsAndLoneUnderscores() throws Exception {
        var source = """
            /// A list:
            ///
            /// - an item
            ///   of two lines
            class X {
                BiFunction<Object, Object, Object> pair = (_, _) -> "(_, x)"; // call(_, x)

                Object first(Object o) {
                    if (o instanceof Pair<?>(_, Pair<?>(String s, _))) return (One) (_, b) -> b;
                    return (_, b) -> b;
                }
            }
            """;
        assertThat(format.formatted(source)).isEqualTo(source);
    }

    @Test
    void breaksLongCommentLinesBetweenWordsAndFillsTheParagraph() throws Exception {
        var word = "word ".repeat(22);
        var source = """
            /// %1$sand more than a line holds
            /// of it.
            ///
            /// - %1$sand more
            /// - %1$s
            class X {
                /// @throws X `%1$sand` more
                int x;
            }
            """.formatted(word);
        assertThat(format.formatted(source))
                .isEqualTo("""
                    /// %1$sand
                    /// more than a line holds of it.
                    ///
                    /// - %1$sand
                    ///   more
                    /// - %2$s
                    class X {
                        /// @throws X `%3$s
                        /// word word and` more
                        int x;
                    }
                    """.formatted(word, word.strip(), "word ".repeat(20).strip()));
    }
}
