package dev.lockstep.sync.operator;

import dev.lockstep.sync.kube.ApiFailure;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reports why a Lease cannot be read or written: once for each kind of failure, and again when it had worked
/// meanwhile. That another replica was quicker is no failure.
///
/// Not for several threads: the elector asks one after the other.
final class ReportedLease implements Lock {

    private final Lock lease;
    private final Consumer<Failure> failed;
    private final Set<Failure> told = new HashSet<>();

    ReportedLease(Lock lease, Consumer<Failure> failed) {
        this.lease = lease;
        this.failed = failed;
    }

    /// @param verb what the API server was asked for, as RBAC has it
    /// @param failure what came of it
    record Failure(String verb, ApiFailure failure) {

        /// An order to the reader.
        String next(String namespace) {
            return failure.next(
                    "let the account get, create and patch leases of coordination.k8s.io in namespace " + namespace
                            + ", or name another one with --leader-election-namespace",
                    "create the namespace " + namespace + ", or name another one with --leader-election-namespace");
        }
    }

    @Override
    public @Nullable LeaderElectionRecord get(KubernetesClient client) {
        return reporting("get", () -> lease.get(client));
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord record) {
        reporting("create", () -> {
            lease.create(client, record);
            return record;
        });
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord record) {
        reporting("patch", () -> {
            lease.update(client, record);
            return record;
        });
    }

    private @Nullable LeaderElectionRecord reporting(String verb, Supplier<@Nullable LeaderElectionRecord> request) {
        try {
            var answer = request.get();
            told.removeIf(failure -> failure.verb().equals(verb));
            return answer;
        } catch (KubernetesClientException e) {
            var failure = new Failure(verb, ApiFailure.of(e));
            if (e.getCode() != ApiStatus.CONFLICT && told.add(failure)) {
                failed.accept(failure);
            }
            throw e;
        }
    }

    @Override
    public String identity() {
        return lease.identity();
    }

    @Override
    public String describe() {
        return lease.describe();
    }
}
