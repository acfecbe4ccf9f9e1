package dev.lockstep.sync.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.Reconciliation;
import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.LastSync;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.engine.TargetMetadata;
import dev.lockstep.sync.engine.Trigger;
import dev.lockstep.sync.engine.WriteRules;
import dev.lockstep.sync.sink.FakeTarget;
import dev.lockstep.sync.sink.Target;
import dev.lockstep.sync.sink.TargetException;
import dev.lockstep.sync.store.FakeStore;
import dev.lockstep.sync.store.SecretStore;
import dev.lockstep.sync.store.StoreCatalog;
import dev.lockstep.sync.store.StoreGateway;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReconcileRunnerTest {
    private static final SecretName DB = new SecretName("team", "db");
    private static final Trigger NONE = new Trigger.None();

    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private int reads;
    private final FakeTarget secrets = new FakeTarget();
    private final Kept statuses = new Kept();
    private final Heard heard = new Heard();
    private final InFlightReconciles running = new InFlightReconciles(() -> 0);
    private boolean others;
    private boolean storeIsMissing;

    /// Statuses in memory; can be told to take none.
    private static final class Kept implements ReconcileRunner.Statuses {
        private final Map<String, SyncStatus> written = new HashMap<>();
        private final List<SyncStatus> all = new ArrayList<>();
        private final List<LastSync> recognised = new ArrayList<>();
        private boolean down;

        @Override
        public LastSync last(ExternalSecret resource) {
            var status = written.get(resource.getMetadata().getUid());
            return status == null ? LastSync.NEVER : status.last();
        }

        @Override
        public boolean write(ExternalSecret resource, SyncStatus status) {
            if (!down) {
                written.put(resource.getMetadata().getUid(), status);
                all.add(status);
            }
            return !down;
        }

        @Override
        public void remember(ExternalSecret resource, LastSync last) {
            recognised.add(last);
        }

        @Override
        public void forget(ResourceKey resourceKey) {
            written.remove(resourceKey.uid());
        }
    }

    private static final class Heard implements ReconcileRunner.ReconcileListener {
        private final List<String> told = new ArrayList<>();

        @Override
        public void reconciled(ExternalSecret resource, @Nullable Outcome outcome, SyncStatus status, Duration took) {
            told.add(outcome == null ? "refused" : ReconcileLog.word(outcome.result()));
        }

        @Override
        public void statusFailed(ResourceKey resourceKey) {
            told.add("status failed");
        }

        @Override
        public void bug(ResourceKey resourceKey, Throwable thrown) {
            told.add("bug " + thrown.getClass().getSimpleName());
        }

        @Override
        public void gone(ResourceKey resourceKey) {
            told.add("gone");
        }
    }

    private ReconcileRunner passes(Target target) {
        var store = new FakeStore().holding(RemoteRef.newest("db"), "user", "u1");
        SecretStore counted = new SecretStore() {
            @Override
            public Map<RemoteRef, Fetched> fetch(List<RemoteRef> references) {
                reads++;
                return store.fetch(references);
            }
        };
        var gateway = new StoreGateway((_, _) -> storeIsMissing
                ? new StoreCatalog.Resolved.Refused(
                        new SyncError(Cause.STORE_NOT_FOUND, "there is none", "", "create it"))
                : new StoreCatalog.Resolved.Usable("fake", () -> counted));
        return new ReconcileRunner(
                new Reconciliation(gateway, target, WriteRules.DEFAULT, () -> now),
                statuses,
                new ReconcileRunner.Stores() {
                    @Override
                    public boolean leftToOthers(ResourceKey consumer, Set<StoreRef> refs) {
                        return others;
                    }

                    @Override
                    public void uses(ResourceKey consumer, Set<StoreRef> refs) {}

                    @Override
                    public void awaitsTarget(SyncSpec spec) {}

                    @Override
                    public void forget(ResourceKey consumer) {}
                },
                new FairQueue(4, System::nanoTime),
                running,
                heard,
                () -> now,
                () -> now.toEpochMilli() * 1_000_000);
    }

    private static ExternalSecret resource(String more) {
        return Serialization.unmarshal("""
                apiVersion: external-secrets.io/v1
                kind: ExternalSecret
                metadata: {name: db, namespace: team, uid: one, generation: 1, resourceVersion: "5"}
                spec:
                  refreshInterval: 1h
                  secretStoreRef: {name: fake, kind: SecretStore}
                  dataFrom: [{extract: {key: db}}]
                """ + more, ExternalSecret.class);
    }

    @Test
    void writesTheSecretAndTellsSoInTheStatus() {
        var next = passes(secrets).run(resource(""), NONE);

        assertThat(secrets.owned()).containsExactly(DB);
        assertThat(statuses.written.get("one").ready().reason()).isEqualTo("SecretSynced");
        assertThat(next).isAfter(now).isBeforeOrEqualTo(now.plus(Duration.ofHours(1)));
        assertThat(heard.told).containsExactly("written");
    }

    @Test
    void triesAStatusAgainThatCouldNotBeWrittenWithoutAskingTheStoreAgain() {
        var passes = passes(secrets);
        statuses.down = true;
        var retry = passes.run(resource(""), NONE);
        assertThat(retry).isBetween(now.plusSeconds(1), now.plusSeconds(2));

        now = retry;
        var later = passes.run(resource(""), NONE);
        assertThat(later).isAfter(now.plusSeconds(1));

        now = later;
        statuses.down = false;
        passes.run(resource(""), NONE);
        assertThat(statuses.all).hasSize(1);
        assertThat(statuses.all.getFirst().ready().reason()).isEqualTo("SecretSynced");
        assertThat(reads).isEqualTo(1);
        assertThat(heard.told).containsExactly("written", "status failed", "waiting", "status failed", "waiting");
    }

    @Test
    void aBugEndsOnePassIsCountedAndTold() {
        var passes = passes(new Broken(secrets, new StackOverflowError("canary")));
        var next = passes.run(resource(""), NONE);

        assertThat(heard.told).first().isEqualTo("bug StackOverflowError");
        assertThat(next).isAfter(now).isBefore(now.plus(Duration.ofMinutes(6)));
        var status = statuses.written.get("one");
        assertThat(status.ready().status()).isFalse();
        assertThat(status.ready().message()).contains("InternalError").doesNotContain("canary");
        assertThat(running.count()).isZero();
    }

    @Test
    void memoryThatIsOutEndsTheProgramAndNotOnlyThePass() {
        var passes = passes(new Broken(secrets, new OutOfMemoryError("canary")));
        List<String> gaveUp = new ArrayList<>();
        List<String> marks = new ArrayList<>();
        var quarantine = new Quarantine((path, patch) -> marks.add(path + " " + new String(patch, UTF_8)), () -> now);
        try (var triggers = new ReconcileTriggers()) {
            var writeRate = new WriteRateLimiter(() -> 0);
            var reconciler = new ExternalSecretReconciler(
                    passes,
                    new ExternalSecretCache(),
                    new TargetIndex(),
                    _ -> true,
                    triggers,
                    writeRate,
                    () -> now,
                    quarantine,
                    gaveUp::add);

            assertThatThrownBy(() -> reconciler.run(new ResourceID("db", "team"), resource(""), NONE))
                    .isInstanceOf(OutOfMemoryError.class);
        }
        assertThat(gaveUp).containsExactly("out of memory");
        assertThat(marks).singleElement().asString().contains("/externalsecrets/db ", Quarantine.ANNOTATION);
        assertThat(running.count()).isZero();
        assertThat(statuses.all).isEmpty();
    }

    @Test
    void saysNothingOfAStoreThatIsAppliedAMomentAfterItsUser() {
        var passes = passes(secrets);
        storeIsMissing = true;
        var next = passes.run(resource(""), NONE);
        assertThat(heard.told).isEmpty();
        assertThat(statuses.all).isEmpty();
        assertThat(next).isEqualTo(now.plus(Grace.LENGTH));

        storeIsMissing = false;
        passes.run(resource(""), new Trigger.StoreChanged(now));
        assertThat(heard.told).containsExactly("written");
    }

    @Test
    void saysAfterAMomentThatThereIsNoStore() {
        var passes = passes(secrets);
        storeIsMissing = true;
        now = passes.run(resource(""), NONE);
        passes.run(resource(""), NONE);
        assertThat(heard.told).containsExactly("refused");
        assertThat(statuses.written.get("one").ready().message()).startsWith("StoreNotFound");
        now = now.plusSeconds(2);
        passes.run(resource(""), NONE);
        assertThat(heard.told).containsExactly("refused", "refused");
    }

    /// As after a restart where the CRDs are ESO's: the status does not say in which state the Secret was left.
    @Test
    void asksNoStoreAgainForATargetThatIsAsAForgottenPassLeftIt() {
        var once = "  refreshPolicy: CreatedOnce\n";
        passes(secrets).run(resource(once), NONE);
        var status = statuses.written.get("one");
        statuses.written.put("one", forgetting(status, status.last().leaving(ObjectVersion.NONE)));

        passes(secrets).run(resource(once), NONE);
        assertThat(reads).isEqualTo(1);
        assertThat(statuses.recognised).containsExactly(status.last());
    }

    @Test
    void waitsForATargetThatCannotBeLookedAtRatherThanAskTheStoreAgain() {
        passes(secrets).run(resource(""), NONE);
        var status = statuses.written.get("one");
        statuses.written.put("one", forgetting(status, status.last().leaving(ObjectVersion.NONE)));
        var away = new TargetException(new SyncError(Cause.TARGET_UNREACHABLE, "no answer", "", ""));

        assertThat(passes(new Unlookable(secrets, away)).run(resource(""), NONE))
                .isAfter(now);
        assertThat(reads).isEqualTo(1);
        assertThat(heard.told).containsExactly("written");
    }

    private static SyncStatus forgetting(SyncStatus status, LastSync last) {
        return new SyncStatus(status.ready(), last, null, List.of(), status.next(), List.of(), true);
    }

    @Test
    void refusesWhatIsNotServedAndTouchesNothing() {
        var next = passes(secrets).run(resource("  target: {template: {data: {a: b}}}\n"), NONE);

        assertThat(secrets.owned()).isEmpty();
        assertThat(reads).isZero();
        assertThat(statuses.written.get("one").ready().reason()).isEqualTo("NotServed");
        assertThat(next).isAfter(now);
    }

    @Test
    void leavesTheUsersOfStoresOfAnotherClassAlone() {
        others = true;
        assertThat(passes(secrets).run(resource(""), NONE)).isEqualTo(Instant.MAX);
        assertThat(secrets.owned()).isEmpty();
        assertThat(statuses.all).isEmpty();
    }

    @Test
    void beginsNothingOnceTheProgramEnds() throws Exception {
        running.drain(Duration.ZERO);
        assertThat(passes(secrets).run(resource(""), NONE)).isEqualTo(Instant.MAX);
        assertThat(secrets.owned()).isEmpty();
        assertThat(heard.told).isEmpty();
    }

    @Test
    void writesNothingForAResourceThatWasDeletedMeanwhile() {
        var guarded = new GuardedTarget(secrets, _ -> false, new ApiCalls());
        passes(guarded).run(resource(""), NONE);
        assertThat(secrets.owned()).isEmpty();
        assertThat(heard.told).containsExactly("refused");
    }

    @Test
    void aResourceMadeAnewUnderTheSameNameBeginsAnew() {
        var passes = passes(secrets);
        statuses.down = true;
        passes.run(resource(""), NONE);
        passes.forget(resource(""));
        statuses.down = false;

        var again = resource("");
        again.getMetadata().setUid("two");
        passes.run(again, NONE);
        assertThat(statuses.written.get("two").last().refreshedAt()).isEqualTo(now);
        assertThat(heard.told).contains("gone");
    }

    /// One that the API server gives no look at.
    private record Unlookable(Target target, TargetException away) implements Target {
        @Override
        public TargetMetadata look(SyncSpec spec) {
            return target.look(spec);
        }

        @Override
        public Live live(SyncSpec spec) {
            return target.live(spec);
        }

        @Override
        public ObjectVersion recognise(SyncSpec spec) {
            throw away;
        }

        @Override
        public List<SecretName> owned() {
            return target.owned();
        }

        @Override
        public ObjectVersion write(SyncSpec spec, SyncPlan.Write plan) {
            return target.write(spec, plan);
        }

        @Override
        public void remove(SecretName name, ObjectVersion basis) {
            target.remove(name, basis);
        }
    }

    /// One that fails in a way nobody expects.
    private record Broken(Target target, Error error) implements Target {
        @Override
        public TargetMetadata look(SyncSpec spec) {
            return target.look(spec);
        }

        @Override
        public Live live(SyncSpec spec) {
            throw error;
        }

        @Override
        public List<SecretName> owned() {
            return target.owned();
        }

        @Override
        public ObjectVersion write(SyncSpec spec, SyncPlan.Write plan) {
            return target.write(spec, plan);
        }

        @Override
        public void remove(SecretName name, ObjectVersion basis) {
            target.remove(name, basis);
        }
    }
}
