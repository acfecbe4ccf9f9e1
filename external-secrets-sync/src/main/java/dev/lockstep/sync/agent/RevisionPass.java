package dev.lockstep.sync.agent;

import dev.lockstep.sync.Reconciliation;
import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.LastSync;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.Refresh;
import dev.lockstep.sync.engine.Revision;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.Trigger;
import dev.lockstep.sync.resource.DocumentPlace;
import dev.lockstep.sync.resource.ParsedSpec;
import dev.lockstep.sync.resource.ResourceDocuments;
import dev.lockstep.sync.resource.ResourceDocuments.Located;
import dev.lockstep.sync.resource.SyncSpecs;
import dev.lockstep.sync.sink.Target;
import dev.lockstep.sync.store.SopsFiles;
import dev.lockstep.sync.store.SopsFiles.SealedSecrets;
import dev.lockstep.sync.store.SopsPolicy;
import dev.lockstep.sync.store.StoreGateway;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reconciles all specs of a revision once: the Secret manifests in its SOPS files, and its ExternalSecrets.
final class RevisionPass {
    private final Target target;
    private final OnceOptions options;
    private final Report report;
    private final InstantSource clock;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<SyncSpec> specs = new ArrayList<>();
    private final Map<SyncSpec, DocumentPlace> places = new IdentityHashMap<>();
    private final Set<SecretName> taken = new HashSet<>();
    private List<SealedSecrets> sealed = List.of();
    private int passedOver;

    static RevisionPass run(
            Revision revision,
            SopsPolicy policy,
            Target target,
            OnceOptions options,
            Report report,
            InstantSource clock) {
        var pass = new RevisionPass(target, options, report, clock);
        pass.run(revision, policy);
        return pass;
    }

    private RevisionPass(Target target, OnceOptions options, Report report, InstantSource clock) {
        this.target = options.allowEmpty() ? target : new NonEmptyTarget(target);
        this.options = options;
        this.report = report;
        this.clock = clock;
    }

    private void run(Revision revision, SopsPolicy policy) {
        var documents = ResourceDocuments.of(revision, policy.defaultNamespace());
        try (var files = SopsFiles.open(revision, policy);
                var gateway = new StoreGateway(new DirectoryStores(files, documents, options.stores(), clock))) {
            outcomes.addAll(files.refused());
            outcomes.addAll(documents.refused());
            sealed = files.sealed();
            passedOver = files.passedOver();
            for (var spec : files.specs()) {
                places.put(spec, new DocumentPlace(spec.origin(), "Secret " + spec.target(), files.lines(spec)));
                add(spec);
            }
            documents.externalSecrets().forEach(this::read);
            var pass = new Reconciliation(gateway, target, options.rules(), clock);
            report.begin(specs.size());
            for (var spec : specs) {
                report.next(spec.target());
                outcomes.add(located(spec, outcome(pass, spec)));
            }
            if (options.prune() && isGood()) {
                outcomes.addAll(pass.prune(specs, options.pruneLimit()));
            }
        }
    }

    private void read(Located<ExternalSecret> found) {
        switch (reading(found.resource())) {
            case ParsedSpec.Valid(var spec)
            when spec.entries().isEmpty() ->
                refuse(
                        "",
                        found.place()
                                .locate(new SyncError(
                                        Cause.SPEC_INVALID, "names nothing to read", "spec", "add data or dataFrom")));
            case ParsedSpec.Valid(var spec) -> {
                places.put(spec, found.place());
                add(spec);
            }
            case ParsedSpec.Refused(var error) -> refuse("", found.place().locate(error));
        }
    }

    private static ParsedSpec reading(ExternalSecret resource) {
        try {
            return SyncSpecs.of(resource);
        } catch (RuntimeException | StackOverflowError e) {
            return new ParsedSpec.Refused(bug(e));
        }
    }

    /// Each spec stands on its own: a bug that one brings to light, or a value that does not fit into memory, keeps no
    /// other from its Secret.
    private static Outcome outcome(Reconciliation pass, SyncSpec spec) {
        try {
            return pass.run(spec, LastSync.NEVER, new Trigger.None());
        } catch (OutOfMemoryError e) {
            return Outcome.without(
                    spec.resourceKey().toString(),
                    spec.origin(),
                    new Outcome.Result.Refused(new SyncError(
                            Cause.TOO_LARGE,
                            "needs more memory than there is",
                            "",
                            "give lockstep-sync more memory, or store smaller values")));
        } catch (RuntimeException | StackOverflowError e) {
            return Outcome.without(spec.resourceKey().toString(), spec.origin(), new Outcome.Result.Refused(bug(e)));
        }
    }

    private static SyncError bug(Throwable e) {
        return new SyncError(
                Cause.INTERNAL,
                "internal error, " + e.getClass().getSimpleName(),
                "",
                "please report this line as a bug");
    }

    /// What was refused, with its file, line and object before it.
    private Outcome located(SyncSpec spec, Outcome outcome) {
        return outcome.result() instanceof Outcome.Result.Refused(var error)
                ? outcome.with(new Outcome.Result.Refused(located(spec, error)))
                : outcome;
    }

    private SyncError located(SyncSpec spec, SyncError error) {
        // The place of what a target refuses is the Secret itself, of what a plan refuses the file.
        var target = spec.target().toString();
        boolean known = List.of(target, "Secret " + target, spec.origin()).contains(error.where());
        var inside = known ? new SyncError(error.cause(), error.what(), "", error.next(), error.causes()) : error;
        return Objects.requireNonNull(places.get(spec)).locate(inside);
    }

    private void add(SyncSpec spec) {
        var namespaces = options.namespaces();
        if (!namespaces.isEmpty() && !namespaces.contains(spec.target().namespace())) {
            refuse(
                    spec.resourceKey().toString(),
                    located(
                            spec,
                            new SyncError(
                                    Cause.SPEC_INVALID,
                                    "namespace " + spec.target().namespace() + " is not one of the allowed namespaces",
                                    "",
                                    "add it to --namespaces, or correct metadata.namespace")));
        } else if (taken.add(spec.target())) {
            specs.add(spec);
        } else {
            refuse(
                    spec.resourceKey().toString(),
                    located(
                            spec,
                            new SyncError(
                                    Cause.TARGET_FOREIGN,
                                    "Secret " + spec.target() + " is the target of two specs",
                                    "",
                                    "keep one of them")));
        }
    }

    private void refuse(String subject, SyncError error) {
        outcomes.add(Outcome.without(subject, "", new Outcome.Result.Refused(error)));
    }

    List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /// The SOPS files that gave Secrets.
    List<SealedSecrets> sealed() {
        return sealed;
    }

    /// How many files hold no Kubernetes object.
    int passedOver() {
        return passedOver;
    }

    /// Whether nothing was refused.
    boolean isGood() {
        return outcomes.stream().noneMatch(Outcome::refused);
    }

    /// After how long a store may have something new although the revision is the same; null if none is asked again.
    @Nullable
    Duration again() {
        return specs.stream()
                .map(SyncSpec::refresh)
                .filter(refresh -> refresh instanceof Refresh.Periodic(var interval) && interval.isPositive())
                .map(refresh -> ((Refresh.Periodic) refresh).interval())
                .min(Duration::compareTo)
                .orElse(null);
    }
}
