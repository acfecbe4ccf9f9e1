package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Plays every text in `testdata/cli`. `-Dgolden=write` writes them again, to be reviewed as a diff.
class TranscriptTest {
    private static final Path HOME = Path.of(System.getProperty("lockstep.root", ".."), "testdata", "cli");

    static Stream<String> transcripts() throws IOException {
        try (var files = Files.list(HOME)) {
            var names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt"))
                    .sorted()
                    .toList();
            assertThat(names).as("texts in %s", HOME).isNotEmpty();
            return names.stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transcripts")
    void doesWhatTheTextSays(String name, @TempDir Path directory) throws IOException {
        var transcript = Transcript.read(HOME.resolve(name));
        String played = transcript.play(new Sandbox(directory));
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(transcript.file(), played);
        }
        assertThat(played).isEqualTo(transcript.text());
    }
}
