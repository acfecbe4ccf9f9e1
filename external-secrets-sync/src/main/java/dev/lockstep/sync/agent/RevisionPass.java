package dev.lockstep.sync.agent;

import dev.lockstep.sync.SyncPass;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fault;
import dev.lockstep.sync.engine.LastSync;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.Refresh;
import dev.lockstep.sync.engine.Revision;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.Trigger;
import dev.lockstep.sync.resource.Reading;
import dev.lockstep.sync.resource.ResourceDocuments;
import dev.lockstep.sync.resource.SyncSpecs;
import dev.lockstep.sync.store.SopsFiles;
import dev.lockstep.sync.store.SopsFiles.SealedSecrets;
import dev.lockstep.sync.store.SopsPolicy;
import dev.lockstep.sync.store.StoreGateway;
import dev.lockstep.sync.target.Target;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One pass over all that a revision wishes: the Secret manifests in its SOPS files, and its ExternalSecrets.
final class RevisionPass {
    private final Target target;
    private final OnceOptions options;
    private final InstantSource clock;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<SyncSpec> specs = new ArrayList<>();
    private final Set<SecretName> taken = new HashSet<>();
    private List<SealedSecrets> sealed = List.of();

    static RevisionPass run(
            Revision revision, SopsPolicy policy, Target target, OnceOptions options, InstantSource clock) {
        var pass = new RevisionPass(target, options, clock);
        pass.run(revision, policy);
        return pass;
    }

    private RevisionPass(Target target, OnceOptions options, InstantSource clock) {
        this.target = target;
        this.options = options;
        this.clock = clock;
    }

    private void run(Revision revision, SopsPolicy policy) {
        var documents = ResourceDocuments.of(revision, policy.defaultNamespace());
        try (var files = SopsFiles.open(revision, policy);
                var gateway = new StoreGateway(new DirectoryStores(files, documents, options.stores(), clock))) {
            outcomes.addAll(files.refused());
            outcomes.addAll(documents.refused());
            sealed = files.sealed();
            files.specs().forEach(this::wish);
            documents.externalSecrets().stream().map(SyncSpecs::of).forEach(this::read);
            var pass = new SyncPass(gateway, target, options.rules(), clock);
            specs.forEach(spec -> outcomes.add(pass.run(spec, LastSync.NEVER, new Trigger.None())));
            if (options.prune() && isGood()) {
                outcomes.addAll(pass.prune(specs, options.pruneLimit()));
            }
        }
    }

    private void read(Reading reading) {
        switch (reading) {
            case Reading.Wish(var spec) -> wish(spec);
            case Reading.Refused(var fault) -> refuse("", fault);
        }
    }

    private void wish(SyncSpec spec) {
        if (taken.add(spec.target())) {
            specs.add(spec);
        } else {
            refuse(
                    spec.subject().toString(),
                    new Fault(
                            Cause.TARGET_FOREIGN,
                            "Secret " + spec.target() + " is wished twice",
                            spec.subject().kind() + " " + spec.subject(),
                            "keep one of the wishes"));
        }
    }

    private void refuse(String subject, Fault fault) {
        outcomes.add(Outcome.without(subject, "", new Outcome.Result.Refused(fault)));
    }

    List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /// The SOPS files that gave Secrets.
    List<SealedSecrets> sealed() {
        return sealed;
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
