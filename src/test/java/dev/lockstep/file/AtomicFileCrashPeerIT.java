package dev.lockstep.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the replacement of a file at each of its system calls, and lets each of them fail, by means of `strace`.
///
/// A first run lists the calls that the working thread makes between two marks. The further ones run the same program
/// with the n-th call of a name tampered with; the program is deterministic enough for the numbers to hold, and what
/// happened is checked in the trace of the very run.
class AtomicFileCrashPeerIT {
    private static final String OLD = "old content";
    private static final String NEW = "new content, which is longer";
    private static final Pattern LINE = Pattern.compile("(\\d+) +(\\w+)\\((.*)");
    private static final String CALLS =
            "openat,open,read,pread64,write,pwrite64,fsync,fdatasync,chmod,fchmod,fchmodat,chown,"
                    + "lchown,fchown,rename,renameat,renameat2,unlink,unlinkat,close,stat,lstat,newfstatat,statx,fstat,readlink,"
                    + "fcntl,ftruncate,flistxattr,fgetxattr,fsetxattr,access,faccessat,faccessat2,link,symlink,mkdir,lseek";

    @TempDir
    Path directory;

    private Path file;
    private Path trace;

    /// The n-th call of a name that the thread makes, and its arguments.
    private record Call(String name, int number, String arguments) {}

    @BeforeEach
    void prepare() throws IOException {
        file = Files.createDirectory(directory.resolve("work")).resolve("file");
        trace = directory.resolve("trace");
    }

    @Test
    void leavesTheOldOrTheNewFileWhereverItIsKilled() throws Exception {
        var names = new HashSet<String>();
        boolean wasOld = false;
        boolean wasNew = false;
        for (var call : calls()) {
            begin();
            traced(call.name() + ":signal=KILL:when=" + call.number(), "replace");
            var content = Files.readString(file);
            assertThat(content).as("killed at %s", call).isIn(OLD, NEW);
            for (var stale : temporaryFiles()) {
                assertThat((int) Files.getAttribute(stale, "unix:mode") & 07777).isIn(0600, 0640);
                var left = Files.readString(stale);
                assertThat(NEW.startsWith(left) || OLD.startsWith(left)).isTrue();
                assertThat(OrphanedTempFiles.remove(file.getParent()))
                        .as("killed at %s", call)
                        .containsExactly(stale);
            }
            if (wasKilled()) {
                names.add(call.name());
                wasOld |= content.equals(OLD);
                wasNew |= content.equals(NEW);
            }
        }
        assertThat(names).contains("openat", "write", "chmod", "fsync", "close", "rename");
        assertThat(wasOld && wasNew).isTrue();
    }

    @Test
    void leavesTheOldFileAndNothingElseWhenACallFails() throws Exception {
        var errors = Map.of(
                "openat", List.of("EACCES", "EROFS", "ENOSPC", "EMFILE"),
                "read", List.of("EIO"),
                "write", List.of("ENOSPC", "EDQUOT", "EIO", "EFBIG"),
                "fsync", List.of("EIO", "ENOSPC", "EDQUOT"),
                "chmod", List.of("EPERM", "EROFS", "EIO"),
                "close", List.of("EIO", "EDQUOT"),
                "rename", List.of("EROFS", "EBUSY", "EIO", "ENOSPC"),
                "statx", List.of("EIO"));
        var failed = new HashSet<String>();
        for (var call : calls()) {
            for (var error : errors.getOrDefault(call.name(), List.of())) {
                begin();
                var run = traced(call.name() + ":error=" + error + ":when=" + call.number(), "replace");
                assertThat(temporaryFiles()).as("%s at %s", error, call).isEmpty();
                assertThat(run.output()).as("%s at %s", error, call).hasLineCount(1);
                if (run.exitCode() == 0) {
                    // What may fail without harm: the lock, the look whether the temporary file is there, the list of
                    // attributes, closing what was only read.
                    assertThat(run.output()).isEqualTo("done\n");
                    assertThat(file).hasContent(NEW);
                    assertThat(call.name()).isIn("openat", "close", "statx");
                } else {
                    assertThat(run.exitCode()).isEqualTo(3);
                    boolean inPlace = run.output().contains("the new content is in place");
                    assertThat(file).as("%s at %s", error, call).hasContent(inPlace ? NEW : OLD);
                    failed.add(call.name() + " " + error);
                }
            }
        }
        assertThat(failed)
                .contains("openat EROFS", "write ENOSPC", "write EDQUOT", "write EIO", "fsync EIO", "chmod EPERM")
                .contains("close EIO", "rename EROFS", "rename EBUSY", "read EIO", "statx EIO");
    }

    @Test
    void flushesContentBeforeTheRenameAndTheDirectoryAfterIt() throws Exception {
        var order = new ArrayList<String>();
        for (var call : calls()) {
            boolean counts = List.of("write", "chmod", "fsync", "rename").contains(call.name());
            if (counts || call.name().equals("openat") && call.arguments().contains("/work\",")) {
                order.add(call.name());
            }
        }
        assertThat(order).containsExactly("chmod", "write", "chmod", "fsync", "rename", "openat", "fsync");
    }

    @Test
    void putsTheOldContentBackWhenWritingOverItFails() throws Exception {
        // The first write and flush are those of the copy.
        for (var tamper : List.of("write:error=ENOSPC", "fsync:error=EIO")) {
            var name = tamper.substring(0, tamper.indexOf(':'));
            begin();
            traced("", "overwrite");
            assertThat(file).hasContent(NEW);
            int number = worked(Files.readAllLines(trace, StandardCharsets.UTF_8)).stream()
                    .filter(call -> call.name().equals(name))
                    .reduce((_, last) -> last)
                    .orElseThrow()
                    .number();
            begin();
            var run = traced(tamper + ":when=" + number, "overwrite");
            assertThat(run.output())
                    .startsWith("OUTPUT_UNWRITABLE " + file + ": cannot be written: ")
                    .hasLineCount(1);
            assertThat(file).as(tamper).hasContent(OLD);
        }
    }

    @Test
    void leavesNoNewFileWhenItCannotBeCompleted() throws Exception {
        for (var tamper : List.of("write:error=ENOSPC", "fsync:error=EIO", "rename:error=EIO")) {
            var name = tamper.substring(0, tamper.indexOf(':'));
            Files.deleteIfExists(file);
            traced("", "write");
            int number = worked(Files.readAllLines(trace, StandardCharsets.UTF_8)).stream()
                    .filter(call -> call.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .number();
            Files.delete(file);
            var run = traced(tamper + ":when=" + number, "write");
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.output()).startsWith("OUTPUT_UNWRITABLE").hasLineCount(1);
            assertThat(file).doesNotExist();
            assertThat(temporaryFiles()).isEmpty();
        }
    }

    @Test
    void removesTheTemporaryFileWhenToldToEnd() throws Exception {
        var flush = calls().stream()
                .filter(call -> call.name().equals("fsync"))
                .findFirst()
                .orElseThrow();
        for (var signal : List.of("TERM", "INT", "HUP")) {
            begin();
            // The working thread is held up at the flush, with the complete temporary file there.
            var command = tracing("fsync:delay_enter=4s:when=" + flush.number());
            var process = new ProcessBuilder(ReplacingProgram.command(command, "replace", file.toString(), NEW))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile())
                    .start();
            while (temporaryFiles().isEmpty() || Files.size(temporaryFiles().getFirst()) < NEW.length()) {
                assertThat(process.isAlive()).isTrue();
                Thread.sleep(10);
            }
            Thread.sleep(200);
            var program = process.children().findFirst().orElseThrow();
            assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(program.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(temporaryFiles()).as(signal).isEmpty();
            assertThat(file).as(signal).hasContent(OLD);
        }
    }

    private void begin() throws IOException {
        for (var stale : temporaryFiles()) {
            Files.delete(stale);
        }
        Files.deleteIfExists(file);
        Files.writeString(file, OLD);
        Files.setAttribute(file, "unix:mode", 0640);
    }

    private List<Call> calls() throws Exception {
        begin();
        var run = traced("", "replace");
        assertThat(run).isEqualTo(new ReplacingProgram.Run(0, "done\n"));
        assertThat(file).hasContent(NEW);
        var calls = worked(Files.readAllLines(trace, StandardCharsets.UTF_8));
        assertThat(calls).hasSizeBetween(15, 200);
        return calls;
    }

    private ReplacingProgram.Run traced(String tampering, String what) throws IOException, InterruptedException {
        return ReplacingProgram.run(tracing(tampering), what, file.toString(), NEW);
    }

    private List<String> tracing(String tampering) {
        var command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", trace.toString(), "-e", "trace=" + CALLS));
        if (!tampering.isEmpty()) {
            command.addAll(List.of("-e", "inject=" + tampering));
        }
        return command;
    }

    private boolean wasKilled() throws IOException {
        var lines = Files.readAllLines(trace, StandardCharsets.UTF_8);
        return lines.stream().anyMatch(line -> line.contains(ReplacingProgram.BEGIN))
                && lines.stream().noneMatch(line -> line.contains(ReplacingProgram.END));
    }

    /// The calls between the marks, each with its number among all calls of that name by that thread.
    private static List<Call> worked(List<String> lines) {
        var calls = new ArrayList<Call>();
        var numbers = new HashMap<String, Integer>();
        var thread = lines.stream()
                .filter(line -> line.contains(ReplacingProgram.BEGIN))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseThrow();
        boolean working = false;
        for (var line : lines) {
            var matcher = LINE.matcher(line);
            if (!matcher.matches() || !matcher.group(1).equals(thread)) {
                continue;
            }
            int number = numbers.merge(matcher.group(2), 1, Integer::sum);
            if (line.contains(ReplacingProgram.END)) {
                break;
            }
            if (working) {
                calls.add(new Call(matcher.group(2), number, matcher.group(3)));
            }
            working |= line.contains(ReplacingProgram.BEGIN);
        }
        return calls;
    }

    private List<Path> temporaryFiles() throws IOException {
        try (var entries = Files.list(file.getParent())) {
            return entries.filter(path -> path.getFileName().toString().startsWith(".lockstep-"))
                    .toList();
        }
    }
}
