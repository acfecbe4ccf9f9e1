package dev.lockstep.cli;

import dev.lockstep.file.RawNames;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.problem.ProblemText;
import dev.lockstep.terminal.ProgressLine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;

/// Holds what a run sees of the world around it: streams, environment, working directory. Results go to standard output
/// and are checked, all else goes to standard error, one line each.
final class Console {
    private final InputStream input;
    private final OutputStream output;
    private final OutputStream errors;
    private final Map<String, String> environment;
    private final Path workingDirectory;
    private final ProgressLine progress;

    Console(
            InputStream input,
            OutputStream output,
            OutputStream errors,
            Map<String, String> environment,
            Path workingDirectory) {
        this(input, output, errors, environment, workingDirectory, false);
    }

    /// @param watched whether a person looks at `errors`
    Console(
            InputStream input,
            OutputStream output,
            OutputStream errors,
            Map<String, String> environment,
            Path workingDirectory,
            boolean watched) {
        this.input = input;
        this.output = output;
        this.errors = errors;
        this.environment = environment;
        this.workingDirectory = workingDirectory;
        this.progress = new ProgressLine(errors, watched);
    }

    /// The streams of this process, bare: a `PrintStream` would swallow a full disk or a closed pipe.
    static Console ofProcess() {
        return new Console(
                new StandardInput(),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                CallerEnvironment.of(System.getenv()),
                RawNames.workingDirectory(),
                Boolean.getBoolean("lockstep.terminal"));
    }

    Map<String, String> environment() {
        return environment;
    }

    Path workingDirectory() {
        return workingDirectory;
    }

    /// A path as given on the command line, made absolute.
    ///
    /// @throws LockstepException `USAGE` for a name that this system cannot have, such as one with a NUL
    Path path(String text) {
        try {
            return RawNames.resolve(workingDirectory, text);
        } catch (InvalidPathException e) {
            throw new LockstepException(
                    Kind.USAGE, "not a file name on this system", text, "check the name and the locale (LC_ALL)");
        }
    }

    /// Standard input, to be read to its end. Whoever sits at a terminal is told that it is waited for.
    InputStream input() {
        if (input instanceof StandardInput && isTerminal()) {
            note("reading from the terminal; end the input with Ctrl-D on a line of its own");
        }
        return input;
    }

    /// Nobody reads the results any more, as with `decrypt FILE | head -1`. No error: other programs end without a
    /// word.
    static final class ReaderGone extends RuntimeException {
        private static final long serialVersionUID = 1;

        ReaderGone() {
            super(null, null, false, false);
        }
    }

    private static boolean isTerminal() {
        try {
            var name = Path.of("/proc/self/fd/0").toRealPath().toString();
            return name.startsWith("/dev/tty") || name.startsWith("/dev/pts/") || name.equals("/dev/console");
        } catch (IOException e) {
            return System.console() != null && System.console().isTerminal(); // a system without /proc, or a pipe
        }
    }

    /// Writes a result.
    ///
    /// @throws ReaderGone if the other end of the pipe was closed
    /// @throws LockstepException `OUTPUT_UNWRITABLE` for a full disk or a closed stream
    void result(byte[] bytes) {
        try {
            output.write(bytes);
            output.flush();
        } catch (IOException e) {
            if ("Broken pipe".equals(e.getMessage())) {
                throw new ReaderGone();
            }
            throw new LockstepException(
                    Kind.OUTPUT_UNWRITABLE,
                    "cannot write to standard output",
                    "",
                    "it is full or closed; the output is incomplete");
        }
    }

    void result(String text) {
        result(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A place or text with paths below the working directory cut short, as they were probably typed.
    private String shown(String text) {
        String here = workingDirectory.toString();
        return here.length() > 1 ? text.replace(here + "/", "") : text;
    }

    /// Says what went wrong, each of several causes, and what to do next, as [ProblemText] lays it out.
    void problem(Problem problem) {
        var causes = new ArrayList<String>(problem.causes().size());
        for (var cause : problem.causes()) {
            causes.add(shown(cause));
        }
        var shown = new Problem(
                problem.kind(), shown(problem.what()), shown(problem.where()), shown(problem.next()), causes);
        line("lockstep: " + String.join("\n", ProblemText.lines(shown)));
    }

    /// Says what is odd but does not stop the work.
    void warning(String text) {
        line("lockstep: warning: " + Problem.escaped(shown(text)));
    }

    /// Says what is going on, for `--verbose`.
    void note(String text) {
        line("lockstep: " + Problem.escaped(shown(text)));
    }

    /// The line of standard error that tells a person how far the work is; every other line clears it first.
    ProgressLine progress() {
        return progress;
    }

    private synchronized void line(String text) {
        progress.clear();
        write(text + "\n");
    }

    private void write(String text) {
        try {
            errors.write(text.getBytes(StandardCharsets.UTF_8));
            errors.flush();
        } catch (IOException e) {
            // Nobody is left to tell; the exit code still says it.
        }
    }
}
