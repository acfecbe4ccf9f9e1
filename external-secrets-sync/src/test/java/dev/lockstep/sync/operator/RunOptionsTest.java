package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.AdoptionPolicy;
import dev.lockstep.sync.engine.WriteRules;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunOptionsTest {
    @Test
    void withoutFlagsServesTheWholeClusterAsOneOfSeveral() {
        var options = RunOptions.parse(List.of());

        assertThat(options.namespace()).isEmpty();
        assertThat(options.metrics()).contains(new InetSocketAddress(8080));
        assertThat(options.live()).contains(new InetSocketAddress(8082));
        assertThat(options.election()).isEqualTo(new RunOptions.Election(true, "lockstep-sync", ""));
        assertThat(options.kubeconfig()).isEmpty();
        assertThat(options.debug()).isFalse();
    }

    @Test
    void readsValuesJoinedAndApart() {
        var options = RunOptions.parse(List.of(
                "--namespace=team",
                "--kubeconfig",
                "k",
                "--metrics-addr",
                "127.0.0.1:9",
                "--live-addr=0",
                "--leader-election=false",
                "--leader-election-namespace=ops",
                "--loglevel=debug"));

        assertThat(options.namespace()).isEqualTo("team");
        assertThat(options.kubeconfig()).contains(Path.of("k"));
        assertThat(options.metrics()).contains(new InetSocketAddress("127.0.0.1", 9));
        assertThat(options.live()).isEmpty();
        assertThat(options.election()).isEqualTo(new RunOptions.Election(false, "lockstep-sync", "ops"));
        assertThat(options.debug()).isTrue();
    }

    @Test
    void takesOverAsEsoDoesAndWritesNoTokensOfTheClusterUnlessToldOtherwise() {
        assertThat(RunOptions.parse(List.of()).rules()).isEqualTo(WriteRules.DEFAULT);
        assertThat(RunOptions.parse(List.of(
                                "--adoption=same-keys", "--allow-secret-type", "kubernetes.io/service-account-token"))
                        .rules())
                .isEqualTo(new WriteRules(AdoptionPolicy.SAME_KEYS, Set.of("kubernetes.io/service-account-token")));
    }

    @Test
    void knowsTheFlagOfEsoForLeaderElection() {
        assertThat(RunOptions.parse(List.of("--enable-leader-election"))
                        .election()
                        .on())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--nonsense",
                "namespace",
                "--namespace",
                "--namespace=",
                "--metrics-addr=8080",
                "--metrics-addr=:70000",
                "--live-addr=:x",
                "--leader-election=maybe",
                "--loglevel=loud",
                "--adoption=always",
                "--allow-secret-type=Opaque"
            })
    void refusesWhatItDoesNotKnow(String argument) {
        assertThatThrownBy(() -> RunOptions.parse(List.of(argument)))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining(argument.replaceAll("=.*", ""));
    }
}
