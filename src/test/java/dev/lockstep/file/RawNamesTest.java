package dev.lockstep.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawNamesTest {
    private static final String ESCAPED = "caf\uDCE9.yaml";

    @TempDir
    Path directory;

    @Test
    void findsAFileWhoseNameIsNotUtf8() throws IOException {
        var file = Path.of(URI.create(directory.toUri() + "caf%E9.yaml"));
        Files.writeString(file, "text");
        assertThat(RawNames.resolve(directory, ESCAPED)).isEqualTo(file).hasContent("text");
        assertThat(RawNames.resolve(directory, "./" + ESCAPED)).hasContent("text");
        assertThat(RawNames.resolve(Path.of("/"), directory + "//" + ESCAPED)).isEqualTo(file);
        var inside = Files.createDirectory(directory.resolve("inside"));
        assertThat(RawNames.resolve(inside, "../" + ESCAPED)).hasContent("text");
    }

    @Test
    void leavesEveryOtherNameAsItIs() {
        assertThat(RawNames.resolve(directory, "ü 😀.yaml")).isEqualTo(directory.resolve("ü 😀.yaml"));
        assertThat(RawNames.resolve(directory, "/a//b/")).isEqualTo(Path.of("/a/b"));
        var words = List.of("decrypt", "ü.yaml");
        assertThat(RawNames.arguments(words)).isSameAs(words);
        assertThat(RawNames.workingDirectory()).isEqualTo(Path.of("").toAbsolutePath());
    }

    /// Its output is its arguments, each as the bytes that Python would say it has.
    static final class Echo {
        private Echo() {}

        public static void main(String[] words) {
            var text = new StringBuilder();
            for (var word : RawNames.arguments(List.of(words))) {
                word.chars().forEach(c -> text.append(Integer.toHexString(c)).append(' '));
                text.append(';');
            }
            System.out.print(text);
        }
    }

    @Test
    void takesTheBytesOfArgumentsThatTheJvmCouldNotRead() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var program =
                "exec " + java + " -cp \"$1\" '" + Echo.class.getName() + "' a '' \"$(printf 'x\\351\\303\\274')\"";
        var builder = new ProcessBuilder("sh", "-c", program, "sh", System.getProperty("java.class.path"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        var process = builder.redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(text).isEqualTo("61 ;;78 dce9 fc ;");
    }
}
