package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShellWordsTest {
    @Test
    void splitsAtBlanksAndHonoursQuotes() {
        assertThat(ShellWords.split("a  b\tc\nd")).containsExactly("a", "b", "c", "d");
        assertThat(ShellWords.split("op read 'op://x y/z' \"it's\" a\\ b"))
                .containsExactly("op", "read", "op://x y/z", "it's", "a b");
        assertThat(ShellWords.split("x'y'\"z\"w '' \"\"")).containsExactly("xyzw", "", "");
        assertThat(ShellWords.split("\"a\\\"b\\\\c\" 'a\\b'")).containsExactly("a\"b\\c", "a\\b");
    }

    @Test
    void expandsNothing() {
        assertThat(ShellWords.split("echo $HOME `id` *; rm")).containsExactly("echo", "$HOME", "`id`", "*;", "rm");
    }

    @Test
    void dropsCommentsThatStartAWord() {
        assertThat(ShellWords.split("a #b c\nd e#f")).containsExactly("a", "d", "e#f");
        assertThat(ShellWords.split("# nothing")).isEmpty();
        assertThat(ShellWords.split("  ")).isEmpty();
    }

    @Test
    void refusesQuotesThatAreNotClosed() {
        for (var command : new String[] {"a 'b", "a \"b", "a\\", "\"a\\"}) {
            assertThatThrownBy(() -> ShellWords.split(command)).isInstanceOf(AgeException.class);
        }
    }
}
