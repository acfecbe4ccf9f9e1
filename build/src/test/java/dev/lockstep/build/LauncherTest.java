package dev.lockstep.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The launcher with a `java` that tells how it was started.
class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            {
              printf 'started as %s\\n' "$0"
              for word; do printf 'word %s\\n' "$word"; done
              (cat >/dev/null) 2>/dev/null && echo 'input can be read'
              (echo text) 2>/dev/null && echo 'output can be written'
              pwd
              env
            } >"$TOLD" 2>/dev/null 3>&1
            (echo result) 2>/dev/null || echo 'output cannot be written' >>"$TOLD"
            """;

    @TempDir
    Path directory;

    private Path image;

    @BeforeEach
    void makeAnImage() throws IOException {
        image = image("image");
    }

    private Path image(String name) throws IOException {
        var made = Files.createDirectories(directory.resolve(name));
        var recipe = new Properties();
        recipe.setProperty("flags", "-Xone   -Xtwo");
        recipe.setProperty("main", "example.Main");
        recipe.setProperty("large", "max-size");
        executable(made.resolve("bin/tool"), Launcher.text(recipe, "lib/app.aot"));
        executable(made.resolve("runtime/bin/java"), JAVA);
        for (var file : new String[] {"lib/app.aot", "runtime/lib/modules", "runtime/lib/libjli.so"}) {
            write(made.resolve(file), "");
        }
        write(made.resolve("runtime/lib/server/libjvm.so"), "");
        write(made.resolve("runtime/conf/a"), "");
        return made;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void executable(Path file, String text) throws IOException {
        write(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /// @return what the `java` tells of itself, after a command of the shell in which `$tool` is the launcher
    private String told(Path tool, String command) throws IOException, InterruptedException {
        var told = directory.resolve("told");
        Files.deleteIfExists(told);
        var builder = new ProcessBuilder("sh", "-c", command).directory(directory.toFile());
        builder.environment().put("tool", tool.toString());
        builder.environment().put("TOLD", told.toString());
        builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        builder.redirectInput(Path.of("/dev/null").toFile());
        var process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return Files.exists(told) ? Files.readString(told) : "";
    }

    private String told(String command) throws IOException, InterruptedException {
        return told(image.resolve("bin/tool"), command);
    }

    @Test
    void startsTheProgramWithItsFlagsAndArguments() throws Exception {
        var told = told("\"$tool\" decrypt 'a b' ''");
        assertThat(told)
                .contains("word -Xone\nword -Xtwo\nword -XX:AOTCache=" + image + "/bin/../lib/app.aot\n")
                .contains("word -Dlockstep.name=tool\nword -m\nword dev.lockstep.application/example.Main\n")
                .contains("word decrypt\nword a b\nword \n")
                .contains("input can be read\n");
        assertThat(told("\"$tool\" --max-size=1GiB x")).contains("word -XX:TieredStopAtLevel=4\n");
        assertThat(told("\"$tool\" my--max-sizes")).doesNotContain("word -XX:TieredStopAtLevel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash", "dash"})
    void aClosedStreamStaysClosedAndIsTakenByNoOtherFile(String shell) throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin", shell)));
        var begin = shell + " \"$tool\" ";
        assertThat(told(begin + "<&-")).contains("started as").doesNotContain("input can be read");
        assertThat(told(begin + ">&-")).contains("input can be read", "output cannot be written");
        assertThat(told(begin + "2>&-")).contains("input can be read").doesNotContain("output cannot be written");
        assertThat(told(begin + "<&- >&- 2>&-"))
                .contains("started as", "output cannot be written")
                .doesNotContain("input can be read");
    }

    @Test
    void startsInAWorkingDirectoryThatWasRemoved() throws Exception {
        var told = told("mkdir gone && cd gone && rmdir ../gone && \"$tool\" decrypt /a/file");
        assertThat(told).contains("word -Duser.dir=/nonexistent\n").contains("\n/\n");
        assertThat(told("\"$tool\"")).doesNotContain("user.dir").contains("\n" + directory + "\n");
    }

    @Test
    void startsFromAPathWithAColonByALinkThatIsRemovedAfterwards() throws Exception {
        var tool = image("with:colon").resolve("bin/tool");
        for (var command : new String[] {"\"$tool\" decrypt", "cd with:colon/bin && ./tool decrypt"}) {
            var told = told(tool, command);
            var start = told.lines().findFirst().orElseThrow();
            assertThat(start).matches("started as /tmp/lockstep\\.\\w+/bin/java");
            assertThat(told).doesNotContain("word -XX:AOTCache=" + directory).contains("word decrypt\n");
            var folder = Path.of(start.replaceFirst("started as ", "").replace("/bin/java", ""));
            for (int i = 0; i < 100 && Files.exists(folder); i++) Thread.sleep(100);
            assertThat(folder).doesNotExist();
        }
    }

    @Test
    void holdsWhatTheJvmWouldTakeForItself() throws Exception {
        var told = told("LC_ALL=de_DE JAVA_TOOL_OPTIONS=-agent \"$tool\"");
        assertThat(told)
                .contains("LC_ALL=C.UTF-8\n", "LOCKSTEP_HELD_LC_ALL==de_DE\n")
                .contains("LOCKSTEP_HELD_JAVA_TOOL_OPTIONS==-agent\n", "LOCKSTEP_HELD_JDK_JAVA_OPTIONS=\n")
                .doesNotContain("\nJAVA_TOOL_OPTIONS");
    }

    @Test
    void anIncompleteInstallationIsToldOnStandardErrorAlone() throws Exception {
        Files.delete(image.resolve("runtime/lib/modules"));
        assertThat(told("\"$tool\" decrypt 2>errors")).isEmpty();
        assertThat(directory.resolve("output")).isEmptyFile();
        assertThat(Files.readString(directory.resolve("errors"), StandardCharsets.UTF_8))
                .startsWith("tool: ")
                .hasLineCount(1);
    }
}
