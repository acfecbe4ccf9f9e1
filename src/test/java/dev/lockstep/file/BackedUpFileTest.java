package dev.lockstep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.file.AtomicFile.Outcome;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackedUpFileTest {
    @TempDir
    Path directory;

    private Path file;
    private Path backups;

    @BeforeEach
    void prepare() throws IOException {
        file = Files.writeString(directory.resolve("file"), "old content");
        backups = Files.createDirectory(directory.resolve("backups"));
    }

    @Test
    void keepsTheVeryFileWithAllItsNamesAndLeavesNoCopy() throws IOException {
        var other = Files.createLink(directory.resolve("other"), file);
        var before = FileState.of(file);
        assertThat(overwrite("new")).isEqualTo(Outcome.REPLACED);
        assertThat(other).hasContent("new");
        assertThat(overwrite("longer than it was before")).isEqualTo(Outcome.REPLACED);
        assertThat(file).hasContent("longer than it was before");
        assertThat(FileState.of(file).identity()).isEqualTo(before.identity());
        assertThat(backups).isEmptyDirectory();
    }

    @Test
    void doesNotWriteWhatIsThereAlready() throws IOException {
        var before = FileState.of(file);
        assertThat(overwrite("old content")).isEqualTo(Outcome.UNCHANGED);
        assertThat(FileState.of(file)).isEqualTo(before);
    }

    @Test
    void refusesAFileThatWasChanged() throws IOException {
        var snapshot = snapshot();
        Files.writeString(file, "theirs");
        assertThatThrownBy(() -> BackedUpFile.overwrite(snapshot, bytes("new"), backups))
                .isInstanceOfSatisfying(
                        LockstepException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(Kind.FILE_CHANGED_MEANWHILE));
        assertThat(file).hasContent("theirs");
        assertThat(backups).isEmptyDirectory();
    }

    @Test
    void doesNotTouchTheFileUnlessTheCopyIsThere() {
        assertThatThrownBy(() -> BackedUpFile.overwrite(snapshot(), bytes("new"), directory.resolve("absent")))
                .isInstanceOf(LockstepException.class)
                .hasMessage(file + ": cannot be written: no such file or directory");
        assertThat(file).hasContent("old content");
    }

    private Outcome overwrite(String text) {
        return BackedUpFile.overwrite(snapshot(), bytes(text), backups);
    }

    private FileSnapshot snapshot() {
        try (var input = InputFile.read(file, InputFile.DEFAULT_CAP)) {
            return input.snapshot();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
