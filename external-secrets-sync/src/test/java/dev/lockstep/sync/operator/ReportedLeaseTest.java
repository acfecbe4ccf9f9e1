package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.kube.ApiFailure;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class ReportedLeaseTest {
    private static final int WELL = 200;

    private final List<ReportedLease.Failure> told = new ArrayList<>();
    private final FakeLease server = new FakeLease();
    private final Lock lease = new ReportedLease(server, told::add);

    private static final class FakeLease implements Lock {
        private int code = WELL;

        @Override
        public LeaderElectionRecord get(KubernetesClient client) {
            update(client, null);
            return null;
        }

        @Override
        public void create(KubernetesClient client, LeaderElectionRecord record) {
            update(client, record);
        }

        @Override
        public void update(KubernetesClient client, LeaderElectionRecord record) {
            if (code != WELL) {
                throw new KubernetesClientException("no", code, null);
            }
        }

        @Override
        public String identity() {
            return "me";
        }

        @Override
        public String describe() {
            return "lease";
        }
    }

    private void getFails(int code) {
        server.code = code;
        assertThatThrownBy(() -> lease.get(null)).isInstanceOf(KubernetesClientException.class);
    }

    private static ReportedLease.Failure failure(String verb, int code) {
        return new ReportedLease.Failure(
                verb, code <= 0 ? ApiFailure.Unanswered.BROKEN : new ApiFailure.Answered(code));
    }

    @Test
    void tellsOfEachKindOfFailureOnce() {
        getFails(403);
        getFails(403);
        getFails(-1);
        getFails(403);
        assertThatThrownBy(() -> lease.create(null, null)).isInstanceOf(KubernetesClientException.class);
        assertThatThrownBy(() -> lease.update(null, null)).isInstanceOf(KubernetesClientException.class);
        assertThat(told)
                .containsExactly(failure("get", 403), failure("get", 0), failure("create", 403), failure("patch", 403));
    }

    @Test
    void tellsAgainOfWhatHadWorkedMeanwhile() {
        getFails(0);
        server.code = WELL;
        lease.get(null);
        getFails(0);
        assertThat(told).containsExactly(failure("get", 0), failure("get", 0));
    }

    @Test
    void doesNotMindAQuickerReplica() {
        server.code = 409;
        assertThatThrownBy(() -> lease.update(null, null)).isInstanceOf(KubernetesClientException.class);
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "403, leases of coordination.k8s.io in namespace ops",
        "404, create the namespace ops",
        "401, token",
        "0, reached",
        "500, logs"
    })
    void saysWhatToDo(int code, String words) {
        assertThat(failure("get", code).next("ops")).contains(words);
    }
}
