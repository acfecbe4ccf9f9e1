package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.AdoptionPolicy;
import dev.lockstep.sync.engine.WriteRules;
import java.net.InetSocketAddress;
import java.net.URI;
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
    void readsWhatStoresMayDo() {
        var stores = RunOptions.parse(List.of(
                        "--allow-store-server=https://one:8200",
                        "--allow-store-server",
                        "https://two",
                        "--allow-http-store-host=Vault.local",
                        "--allow-http-store-host=fd00::1",
                        "--allow-loopback-stores",
                        "--require-token-audience"))
                .stores();

        assertThat(stores.policy().servers().admit(URI.create("https://two:443/x")))
                .isTrue();
        assertThat(stores.policy().servers().admit(URI.create("https://three"))).isFalse();
        assertThat(stores.policy().httpHosts()).containsExactlyInAnyOrder("vault.local", "[fd00::1]");
        assertThat(stores.policy().requireAudience()).isTrue();
        assertThat(stores.loopback()).isTrue();
    }

    @Test
    void letsStoresNameAllServersAndNoneOfThisMachine() {
        var stores = RunOptions.parse(List.of()).stores();

        assertThat(stores.policy().servers().isEmpty()).isTrue();
        assertThat(stores.policy().httpHosts()).isEmpty();
        assertThat(stores.policy().requireAudience()).isFalse();
        assertThat(stores.loopback()).isFalse();
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
                "--allow-secret-type=Opaque",
                "--allow-store-server=vault",
                "--allow-http-store-host=http://vault",
                "--allow-http-store-host=vault:8200",
                "--require-token-audience=maybe"
            })
    void refusesWhatItDoesNotKnow(String argument) {
        assertThatThrownBy(() -> RunOptions.parse(List.of(argument)))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining(argument.replaceAll("=.*", ""));
    }
}
