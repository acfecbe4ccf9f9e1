package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.concurrent.Executors;

/// Configures the operator framework for one kind: it watches and caches the resources and runs one reconcile of each
/// at a time, on virtual threads. Retries, leadership and statuses are not left to it.
final class ExternalSecretController implements AutoCloseable {
    /// For how long a start waits before it goes on without the list, which comes when the API server is there.
    private static final Duration SYNC = Duration.ofMinutes(2);

    private static final long PAGE = 500;

    /// Passes only read what they get.
    private static final Cloner SHARED = new Cloner() {
        @Override
        public <R extends HasMetadata> R clone(R resource) {
            return resource;
        }
    };

    private final Operator operator;
    private final Runnable stopped;
    private volatile boolean watching = true;
    private volatile boolean closing;

    /// @param namespace the one that is watched, empty for all
    /// @param stopped told when the watch has ended for good
    ExternalSecretController(
            KubernetesClient client, String namespace, ExternalSecretReconciler reconciler, Runnable stopped) {
        this.stopped = stopped;
        this.operator = new Operator(framework -> framework
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .checkingCRDAndValidateLocalModel(false)
                .withStopOnInformerErrorDuringStartup(false)
                .withCacheSyncTimeout(SYNC)
                .withInformerStoppedHandler((_, _) -> watchEnded())
                .withReconciliationTerminationTimeout(Duration.ZERO)
                .withExecutorService(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("pass-", 0).factory()))
                .withWorkflowExecutorService(Executors.newVirtualThreadPerTaskExecutor())
                .withResourceCloner(SHARED));
        operator.register(reconciler, (ControllerConfigurationOverrider<ExternalSecret> controller) -> {
            controller
                    .withName("externalsecret")
                    .withGenerationAware(false)
                    .withTriggerReconcilerOnAllEvents(true)
                    .withOnUpdateFilter(ExternalSecretReconciler::matters)
                    .withInformerListLimit(PAGE)
                    .withItemStore(new SlimStore())
                    // Passes do not throw. Should one do, it is tried again for ever.
                    .withRetry(new GenericRetry()
                            .setInitialInterval(1_000)
                            .setIntervalMultiplier(2)
                            .setMaxInterval(60_000)
                            .withoutMaxAttempts());
            if (namespace.isEmpty()) {
                controller.watchingAllNamespaces();
            } else {
                controller.settingNamespace(namespace);
            }
        });
    }

    /// Returns once all resources are known.
    void start() {
        operator.start();
    }

    private void watchEnded() {
        if (!closing) {
            watching = false;
            stopped.run();
        }
    }

    /// Whether the watch is kept up, though it may have no connection now.
    boolean watching() {
        return watching;
    }

    @Override
    public void close() {
        closing = true;
        operator.stop();
    }
}
