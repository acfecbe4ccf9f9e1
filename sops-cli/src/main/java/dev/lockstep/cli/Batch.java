package dev.lockstep.cli;

import dev.lockstep.problem.LockstepException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Works on several files one after the other. Shows on a terminal how far it is, tells the sum at the end, and says
/// what is done and what is not when the program is told to end.
final class Batch {
    private final Console console;
    private final String verb;
    private final List<String> files;
    private final Thread hook = new Thread(this::interrupt, "interrupted");
    private int skipped;
    private int failed;
    private volatile int done;
    private volatile String current = "";
    private volatile boolean interrupted;

    /// A file to which nothing was to be done.
    static final class Skipped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Skipped() {
            super(null, null, false, false);
        }
    }

    /// @param verb what is done to the files, such as `encrypted`
    Batch(Console console, String verb, List<String> files) {
        this.console = console;
        this.verb = verb;
        this.files = files;
    }

    /// @param work may throw [Skipped]; other failures are told, and the next file is next
    /// @param verbose tells the sum also where nobody waited for it
    /// @return 0, or the exit code of the first file that failed
    int run(Consumer<String> work, boolean verbose) {
        Runtime.getRuntime().addShutdownHook(hook);
        console.progress().begin();
        int exit = ExitCodes.SUCCESS;
        for (var file : files) {
            begin(file);
            try {
                work.accept(file);
                done++;
            } catch (Skipped e) {
                skipped++;
            } catch (LockstepException e) {
                if (isEnding()) {
                    waitForTheEnd();
                }
                console.problem(e.problem());
                failed++;
                exit = exit == ExitCodes.SUCCESS ? ExitCodes.of(e.problem().kind()) : exit;
            }
        }
        end(verbose);
        return exit;
    }

    private void begin(String file) {
        if (interrupted) {
            waitForTheEnd();
        }
        current = file;
        if (console.progress().isDue()) {
            int before = done + skipped + failed;
            console.progress().show(before + " of " + files.size() + " files " + verb + ", now " + brief(file));
        }
    }

    /// The end of a name, so that the line fits into a terminal.
    private static String brief(String file) {
        return file.length() <= 40 ? file : "…" + file.substring(file.length() - 39);
    }

    private void end(boolean verbose) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            waitForTheEnd();
        }
        if (console.progress().isAwaited() || verbose || skipped > 0) {
            console.note(sum());
        }
    }

    private String sum() {
        return count(done) + " " + verb
                + (skipped > 0
                        ? ", " + skipped + " left as " + (skipped == 1 ? "it is" : "they are") + ": encrypted already"
                        : "")
                + (failed > 0 ? ", " + failed + " failed" : "");
    }

    private static String count(int files) {
        return files + (files == 1 ? " file" : " files");
    }

    private void interrupt() {
        interrupted = true;
        console.note("interrupted: " + done + " of " + count(files.size()) + " " + verb + "; " + current
                + " was in work and is whole, either " + verb + " or as it was; the files after it are as they were");
    }

    /// Whether the program was told to end, also before the hook has begun.
    private boolean isEnding() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            Runtime.getRuntime().addShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /// No work begins any more, and what the end of the program makes fail is not told.
    private static void waitForTheEnd() {
        while (true) {
            LockSupport.park();
        }
    }
}
