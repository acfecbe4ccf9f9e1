package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ClusterSecretStoreResource;
import dev.lockstep.sync.api.SecretStoreResource;
import dev.lockstep.sync.api.StoreStatus;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.operator.StoreIndex.KnownStore;
import dev.lockstep.sync.store.SecretStore.Health;
import dev.lockstep.sync.store.ServedProvider;
import dev.lockstep.sync.store.StoreException;
import dev.lockstep.sync.store.StoreGateway;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Finds out whether a store can be used and writes it into its status, if it is news. No resource waits for that: it
/// is for people.
final class StoreChecks {
    private final KubernetesClient client;
    private final StoreIndex index;
    private final StoreGateway gateway;
    private final String controllerClass;
    private final BooleanSupplier mayWrite;
    private final Observer observer;
    private final InstantSource clock;
    private final Grace<String> grace = new Grace<>(System::nanoTime);

    /// @param mayWrite asked right before each write
    StoreChecks(
            KubernetesClient client,
            StoreIndex index,
            StoreGateway gateway,
            String controllerClass,
            BooleanSupplier mayWrite,
            Observer observer,
            InstantSource clock) {
        this.client = client;
        this.index = index;
        this.gateway = gateway;
        this.controllerClass = controllerClass;
        this.mayWrite = mayWrite;
        this.observer = observer;
        this.clock = clock;
    }

    /// Who hears of checks: metrics.
    interface Observer {
        Observer NONE = new Observer() {};

        /// There is one that an earlier process has checked.
        default void found(StoreKey store, StoreStatus status) {}

        default void checked(StoreKey store, StoreStatus status, StoreVerdict verdict, Duration took) {}

        default void gone(StoreKey store) {}
    }

    /// What became of a check.
    enum End {
        /// The store can be used, as far as is known.
        GOOD,
        /// It cannot be used, or its status could not be written.
        BAD,
        /// What it refers to may be about to come.
        EARLY,
        /// It is not there, or not ours.
        NOT_OURS
    }

    End check(StoreKey key) {
        var known = index.get(key);
        if (known == null || !known.store().isFor(controllerClass)) {
            observer.gone(key);
            return End.NOT_OURS;
        }
        long start = System.nanoTime();
        var verdict = verdict(key, known).warning(known.unknown());
        boolean isNew = known.status().conditions().isEmpty();
        if (isNew && grace.left(known.uid(), verdict.cause()).isPositive()) {
            return End.EARLY;
        }
        var capabilities = ServedProvider.capabilities(known.store().spec().provider());
        var status = verdict.onto(known.status(), capabilities, clock.instant());
        observer.checked(key, status, verdict, Duration.ofNanos(System.nanoTime() - start));
        boolean written = status.equals(known.status()) || write(key, known.uid(), status);
        return written && verdict.ready() ? End.GOOD : End.BAD;
    }

    private StoreVerdict verdict(StoreKey key, KnownStore known) {
        try {
            var store = known.store();
            store.conditions();
            ServedProvider.of(key.ref(), store.spec().provider(), store.scope(key.namespace()));
            boolean perConsumer = key.namespace().isEmpty()
                    && ServedProvider.followsConsumer(key.ref(), store.spec().provider());
            return StoreVerdict.of(
                    perConsumer ? new Health.Unknown() : gateway.check(key.subject(known.uid()), key.ref()));
        } catch (StoreException e) {
            return StoreVerdict.of(e.error());
        }
    }

    /// @return whether it is written, or nobody is left to read it
    private boolean write(StoreKey key, String uid, StoreStatus status) {
        if (!mayWrite.getAsBoolean()) {
            return false;
        }
        var patch =
                client.getKubernetesSerialization().asJson(Map.of("metadata", Map.of("uid", uid), "status", status));
        try {
            patch(key, patch);
            return true;
        } catch (KubernetesClientException e) {
            return e.getCode() == ApiStatus.NOT_FOUND || e.getCode() == ApiStatus.CONFLICT;
        }
    }

    private void patch(StoreKey key, String json) {
        var merge = PatchContext.of(PatchType.JSON_MERGE);
        if (key.ref().kind() == StoreRef.Kind.NAMESPACED) {
            client.resources(SecretStoreResource.class)
                    .inNamespace(key.namespace())
                    .withName(key.ref().name())
                    .subresource("status")
                    .patch(merge, json);
        } else {
            client.resources(ClusterSecretStoreResource.class)
                    .withName(key.ref().name())
                    .subresource("status")
                    .patch(merge, json);
        }
    }
}
