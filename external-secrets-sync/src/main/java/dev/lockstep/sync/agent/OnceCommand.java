package dev.lockstep.sync.agent;

import dev.lockstep.Decryption;
import dev.lockstep.flags.Flag;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.resource.GitCommit;
import dev.lockstep.sync.resource.ResourceDirectory;
import dev.lockstep.sync.resource.ResourceSource;
import dev.lockstep.sync.sink.FilesTarget;
import dev.lockstep.sync.sink.KubernetesTarget;
import dev.lockstep.sync.sink.Target;
import dev.lockstep.sync.store.SopsPolicy;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/// Implements `once`: SOPS files and ExternalSecrets of a directory or commit into files or into a cluster, one
/// reconcile or again at every change of the source.
public final class OnceCommand {
    private final OnceOptions options;
    private final Supplier<Decryption> decryption;
    private final Report report;

    private OnceCommand(OnceOptions options, Supplier<Decryption> decryption, Report report) {
        this.options = options;
        this.decryption = decryption;
        this.report = report;
    }

    /// Runs the command; returns when the reconcile is done, with `--watch` not before the thread is interrupted.
    ///
    /// @param decryption asked again for each reconcile, so that keys which came or went meanwhile count
    /// @return the exit code: 0, or 1 if something was refused
    /// @throws LockstepException `USAGE`, or whatever kept it from the first reconcile
    public static int run(List<String> words, Supplier<Decryption> decryption, PrintStream out, PrintStream err) {
        var arguments = OnceOptions.read(words);
        if (arguments.value(Flag.HELP)) {
            out.print(OnceOptions.help());
            return 0;
        }
        var options = OnceOptions.of(arguments);
        var report = new Report(out, err, options.dryRun(), Boolean.getBoolean("lockstep.terminal"));
        return new OnceCommand(options, decryption, report).run();
    }

    private int run() {
        return switch (options.source()) {
            case OnceOptions.Source.Directory(var path) -> follow(ResourceDirectory.open(path));
            case OnceOptions.Source.Git(var repository, var ref, var folder) -> {
                try (var commit = GitCommit.open(repository, ref, folder)) {
                    yield follow(commit);
                }
            }
        };
    }

    private int follow(ResourceSource source) {
        options.stores().credentials().ifPresent(credentials -> {
            refuseInside(credentials, source.places(), "keep the credentials in a directory elsewhere");
            if (options.destination() instanceof OnceOptions.Destination.Files(var to)) {
                // What is written there comes from the source.
                refuseInside(credentials, List.of(to), "keep the credentials in a directory elsewhere");
            }
        });
        return switch (options.destination()) {
            case OnceOptions.Destination.Files(var to) -> {
                refuseInside(to, source.places(), "write to a directory elsewhere, best on tmpfs");
                if (options.dryRun()) {
                    yield preview(source, to);
                }
                try (var target = FilesTarget.open(to)) {
                    yield follow(source, target, StructureMemory.in(to));
                }
            }
            case OnceOptions.Destination.Cluster(var kubeconfig, var context) -> {
                try (var client = ClusterAccess.open(kubeconfig, context)) {
                    var target = KubernetesTarget.unwatched(client);
                    yield follow(
                            source, options.dryRun() ? new DryRunTarget(target) : target, StructureMemory.ofProcess());
                }
            }
        };
    }

    private int preview(ResourceSource source, Path to) {
        if (!Files.exists(to)) {
            return follow(source, new DryRunTarget(null), StructureMemory.ofProcess());
        }
        try (var target = FilesTarget.view(to)) {
            return follow(source, new DryRunTarget(target), StructureMemory.view(to));
        }
    }

    private int follow(ResourceSource source, Target target, StructureMemory structures) {
        try (var ending = new Ending(report)) {
            if (options.watch()) {
                new Watch(source, report, options.interval())
                        .run(() -> ending.uninterrupted(() -> pass(source, target, structures)));
                return 0;
            }
            return ending.uninterrupted(() -> pass(source, target, structures)).isGood() ? 0 : 1;
        }
    }

    /// Plain files inside the source would be read as manifests, or committed; and whoever writes the source would
    /// choose credentials that lie there.
    private static void refuseInside(Path path, List<Path> places, String next) {
        var real = resolved(path);
        for (var place : places) {
            if (real.startsWith(resolved(place))) {
                throw new LockstepException(Kind.USAGE, "lies inside the source " + place, path.toString(), next);
            }
        }
    }

    /// The real place of a path of which the end may not exist yet. A `..` is taken as the system takes it: behind a
    /// link it leads to the parent of where the link leads.
    private static Path resolved(Path path) {
        var absolute = path.toAbsolutePath();
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            var parent = absolute.getParent();
            return parent == null
                    ? absolute
                    : resolved(parent).resolve(absolute.getFileName()).normalize();
        }
    }

    private RevisionPass pass(ResourceSource source, Target target, StructureMemory structures) {
        var revision = source.read();
        var policy = new SopsPolicy(
                decryption.get(), source::placeOf, options.requireStructure(), options.defaultNamespace());
        var pass = RevisionPass.run(revision, policy, target, options, report, Clock.systemUTC());
        pass.outcomes().forEach(report::tell);
        structures.lost(pass.sealed()).forEach(report::lostStructure);
        report.passedOver(pass.passedOver());
        if (pass.outcomes().isEmpty()) {
            report.nothingFound(revision.version());
        }
        report.sum(pass.outcomes());
        return pass;
    }
}
