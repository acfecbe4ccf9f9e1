package dev.lockstep.sync.resource;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.api.ExternalSecretSpec;
import dev.lockstep.sync.api.GoDuration;
import dev.lockstep.sync.engine.Creation;
import dev.lockstep.sync.engine.Deletion;
import dev.lockstep.sync.engine.Refresh;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Reads one `ExternalSecret`, top to bottom. What creation and deletion policies mean together is not judged here:
/// like ESO's controller, and unlike its webhook, all pairs are taken.
final class SpecParser {
    private static final Duration DEFAULT_INTERVAL = Duration.ofHours(1);

    /// No store is asked more often.
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

    private static final Map<String, Creation> CREATIONS =
            Arrays.stream(Creation.values()).collect(Collectors.toMap(Creation::spelled, Function.identity()));
    private static final Map<String, Deletion> DELETIONS =
            Arrays.stream(Deletion.values()).collect(Collectors.toMap(Deletion::spelled, Function.identity()));

    private final ExternalSecret resource;
    private final ExternalSecretSpec spec;
    private final ValidationErrors complaints = new ValidationErrors();

    SpecParser(ExternalSecret resource) {
        this.resource = resource;
        this.spec = resource.getSpec();
    }

    ParsedSpec read() {
        var target = target();
        var creation = complaints.choice(
                "spec.target.creationPolicy", spec.target().creationPolicy(), CREATIONS, Creation.OWNER);
        var deletion = complaints.choice(
                "spec.target.deletionPolicy", spec.target().deletionPolicy(), DELETIONS, Deletion.RETAIN);
        refuseWhatIsNotServed();
        var refresh = refresh();
        var metadata = SecretMetadata.of(resource, complaints);
        var entries = new EntryReader(spec, complaints).read();
        refuseWhatGivesNoSecret(deletion);
        return complaints.none()
                ? new ParsedSpec.Valid(new SyncSpec(
                        SyncSpecs.subject(resource),
                        target,
                        "",
                        SyncSpecs.version(resource),
                        entries,
                        creation,
                        deletion,
                        refresh,
                        Boolean.TRUE.equals(spec.target().immutable()),
                        metadata.type(),
                        metadata.labels(),
                        metadata.annotations(),
                        metadata.finalizers()))
                : new ParsedSpec.Refused(complaints.first());
    }

    private SecretName target() {
        var namespace = SyncSpecs.subject(resource).namespace();
        var name = SyncSpecs.targetName(resource);
        if (SecretName.isValid(namespace, name)) {
            return new SecretName(namespace, name);
        }
        complaints.invalid(
                spec.target().name().isEmpty() ? "metadata.name" : "spec.target.name",
                "is not a valid name of a Secret",
                "use at most 253 lower case letters, digits, dashes and dots");
        return new SecretName("none", "none");
    }

    /// ESO's controller reports the first as synced although there is no Secret; the second its webhook refuses, also
    /// only here: with another deletion policy the later entry may stand in for one that is gone.
    private void refuseWhatGivesNoSecret(Deletion deletion) {
        if (spec.data().isEmpty() && spec.dataFrom().isEmpty()) {
            complaints.invalid(
                    "spec",
                    "has neither data nor dataFrom",
                    "say in spec.data or spec.dataFrom what the Secret shall hold");
        }
        var first = new HashMap<String, Integer>();
        for (int i = 0; i < spec.data().size() && deletion == Deletion.RETAIN; i++) {
            var before = first.putIfAbsent(spec.data().get(i).secretKey(), i);
            if (before != null) {
                complaints.invalid(
                        "spec.data[" + i + "].secretKey",
                        "is the same as that of spec.data[" + before + "]",
                        "take one of them away, or give it another key");
            }
        }
    }

    private void refuseWhatIsNotServed() {
        complaints.refuse(spec.target().manifest() != null, "spec.target.manifest");
        complaints.refuse(spec.syncWindows() != null, "spec.syncWindows");
    }

    private Refresh refresh() {
        var interval = interval();
        Map<String, Supplier<Refresh>> policies = Map.of(
                "Periodic", () -> new Refresh.Periodic(interval),
                "OnChange", Refresh.OnChange::new,
                "CreatedOnce", Refresh.CreatedOnce::new);
        return complaints
                .choice("spec.refreshPolicy", spec.refreshPolicy(), policies, () -> new Refresh.Periodic(interval))
                .get();
    }

    private Duration interval() {
        if (spec.refreshInterval().isEmpty()) {
            return DEFAULT_INTERVAL;
        }
        var interval = GoDuration.parse(spec.refreshInterval());
        if (interval == null || interval.isNegative()) {
            complaints.invalid(
                    "spec.refreshInterval",
                    interval == null ? "is not a valid duration" : "is below zero",
                    "write it as 30s, 5m or 1h30m; 0 reads once");
            return DEFAULT_INTERVAL;
        }
        return interval.isZero() || interval.compareTo(SHORTEST_INTERVAL) > 0 ? interval : SHORTEST_INTERVAL;
    }
}
