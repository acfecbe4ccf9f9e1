package dev.lockstep.sync.agent;

import dev.lockstep.Decryption;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.SyncPass;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.resource.GitCommit;
import dev.lockstep.sync.resource.ResourceDirectory;
import dev.lockstep.sync.resource.ResourceSource;
import dev.lockstep.sync.store.SopsFiles;
import dev.lockstep.sync.target.FilesTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `once`: SOPS files of a directory or commit into files, one pass or again at every change of the source.
public final class OnceCommand {
    /// How long a refused file waits for another try while the source stays as it is: a key may have come meanwhile.
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final OnceOptions options;
    private final Decryption decryption;
    private final Report report;

    private OnceCommand(OnceOptions options, Decryption decryption, Report report) {
        this.options = options;
        this.decryption = decryption;
        this.report = report;
    }

    /// Runs the command; returns when the pass is done, or never with `--watch`.
    ///
    /// @return the exit code: 0, or 1 if something was refused
    public static int run(
            List<String> arguments, Decryption decryption, java.io.PrintStream out, java.io.PrintStream err)
            throws InterruptedException {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(OnceOptions.HELP);
            return 0;
        }
        var report = new Report(out, err);
        try {
            var command = new OnceCommand(OnceOptions.parse(arguments), decryption, report);
            return command.run();
        } catch (LockstepException e) {
            report.tell(e.problem());
            return 1;
        }
    }

    private int run() throws InterruptedException {
        var target = FilesTarget.open(options.to());
        return switch (options.source()) {
            case OnceOptions.Source.Directory(var path) -> follow(ResourceDirectory.open(path), target);
            case OnceOptions.Source.Git(var repository, var ref, var folder) -> {
                try (var commit = GitCommit.open(repository, ref, folder)) {
                    yield follow(commit, target);
                }
            }
        };
    }

    private int follow(ResourceSource source, FilesTarget target) throws InterruptedException {
        if (!options.watch()) {
            return pass(source, target) ? 0 : 1;
        }
        String done = "";
        long retryAt = 0;
        while (true) {
            try {
                String version = source.version();
                boolean retry = retryAt != 0 && System.nanoTime() - retryAt >= 0;
                if (!version.equals(done) || retry) {
                    retryAt = pass(source, target) ? 0 : System.nanoTime() + RETRY.toNanos();
                    done = version;
                }
            } catch (LockstepException e) {
                report.tell(e.problem());
                Thread.sleep(RETRY);
            }
            Thread.sleep(options.interval());
        }
    }

    /// One pass; whether nothing was refused.
    private boolean pass(ResourceSource source, FilesTarget target) {
        var outcomes = new ArrayList<Outcome>();
        try (var files = SopsFiles.open(source.read(), decryption)) {
            var pass = new SyncPass(files, target);
            outcomes.addAll(files.refused());
            outcomes.addAll(pass.run(files.specs()));
            if (options.prune() && outcomes.stream().noneMatch(Outcome::refused)) {
                outcomes.addAll(pass.prune(files.specs()));
            }
        }
        outcomes.forEach(report::tell);
        return outcomes.stream().noneMatch(Outcome::refused);
    }
}
