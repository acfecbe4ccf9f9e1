package dev.lockstep.sync.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ResourceDirectoryTest extends ResourceSourceContract {
    @TempDir
    private Path folder;

    private Path root;
    private ResourceDirectory source;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("manifests"));
        source = ResourceDirectory.open(root);
    }

    @Override
    ResourceSource source() {
        return source;
    }

    @Override
    void holds(String... files) throws IOException {
        try (var all = Files.walk(root)) {
            all.sorted(Comparator.reverseOrder())
                    .filter(path -> !path.equals(root))
                    .forEach(ResourceDirectoryTest::delete);
        }
        for (int i = 0; i < files.length; i += 2) {
            var file = root.resolve(files[i]);
            Files.createDirectories(file.getParent());
            Files.writeString(file, files[i + 1]);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void followsNoLinkAndWaitsForNoPipe() throws Exception {
        var outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("a.yaml"), "theirs");
        Files.createSymbolicLink(root.resolve("dir"), outside);
        Files.createSymbolicLink(root.resolve("link.yaml"), outside.resolve("a.yaml"));
        Files.createSymbolicLink(root.resolve("loop.yaml"), root.resolve("loop.yaml"));
        assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe.yaml").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createDirectory(root.resolve("folder.yaml"));
        assertThat(texts(source.read())).isEmpty();
        assertThat(refusals(source.read()))
                .containsExactly(
                        "link.yaml: is not a regular file",
                        "loop.yaml: is not a regular file",
                        "pipe.yaml: is not a regular file");
    }

    @Test
    void doesNotEnterGit() throws IOException {
        holds("a.yaml", "", ".git/config.yaml", "", "sub/.git/x.yaml", "");
        assertThat(texts(source.read())).containsExactly("a.yaml=");
    }

    /// A mounted ConfigMap has `..data`, a link that moves.
    @Test
    void resolvesItsOwnPlaceAnewEachTime() throws IOException {
        var one = Files.createDirectory(folder.resolve("one"));
        var two = Files.createDirectory(folder.resolve("two"));
        Files.writeString(one.resolve("a.yaml"), "1");
        Files.writeString(two.resolve("a.yaml"), "2");
        var link = Files.createSymbolicLink(folder.resolve("..data"), one);
        var linked = ResourceDirectory.open(link);
        assertThat(texts(linked.read())).containsExactly("a.yaml=1");
        String before = linked.version();
        var next = Files.createSymbolicLink(folder.resolve("..next"), two);
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
        assertThat(linked.version()).isNotEqualTo(before);
        assertThat(texts(linked.read())).containsExactly("a.yaml=2");
    }

    @Test
    void seesAChangeThatKeepsSizeAndTimeByTheFileItself() throws IOException {
        var old = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        holds("a.yaml", "1");
        Files.setLastModifiedTime(root.resolve("a.yaml"), old);
        String before = source.version();
        var next = Files.writeString(root.resolve("next"), "2");
        Files.setLastModifiedTime(next, old);
        Files.move(next, root.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(source.version()).isNotEqualTo(before);
    }

    @Test
    void doesNotTakeAFileThatIsBeingReplacedForGone() throws Exception {
        holds("a.yaml", "1", "b.yaml", "2");
        var done = new AtomicBoolean();
        // As git does it in a work tree, but slower: the old file goes, then the new one comes.
        var writer = Thread.ofPlatform().start(() -> {
            try {
                while (!done.get()) {
                    Files.delete(root.resolve("a.yaml"));
                    Thread.sleep(40);
                    Files.writeString(root.resolve("a.yaml"), "1");
                    Thread.sleep(300);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
            while (System.nanoTime() < end) {
                assertThat(texts(source.read())).containsExactly("a.yaml=1", "b.yaml=2");
            }
        } finally {
            done.set(true);
            writer.join();
        }
    }

    @Test
    void refusesAPlaceThatIsNoDirectory() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> ResourceDirectory.open(file)).hasMessage(file + ": is not a directory");
        assertThatThrownBy(() -> ResourceDirectory.open(folder.resolve("nowhere")))
                .hasMessageEndingWith("nowhere: is not a directory");
        Files.delete(root);
        assertThatThrownBy(() -> source.read()).hasMessage(root + ": is not a directory");
        assertThatThrownBy(() -> source.version()).hasMessage(root + ": is not a directory");
    }
}
