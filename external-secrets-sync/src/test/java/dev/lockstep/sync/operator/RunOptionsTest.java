package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.AdoptionPolicy;
import dev.lockstep.sync.engine.WriteRules;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunOptionsTest {
    private static RunOptions parse(List<String> words) {
        return RunOptions.of(RunOptions.read(words));
    }

    @Test
    void withoutFlagsServesTheWholeClusterAsOneOfSeveral() {
        var options = parse(List.of());

        assertThat(options.namespace()).isEmpty();
        assertThat(options.metrics()).contains(new InetSocketAddress(8080));
        assertThat(options.live()).contains(new InetSocketAddress(8082));
        assertThat(options.election()).isEqualTo(new RunOptions.Election(true, "lockstep-sync", ""));
        assertThat(options.kubeconfig()).isEmpty();
        assertThat(options.logLevel()).isEqualTo(JsonLog.Level.INFO);
        assertThat(options.metricsPerObject()).isTrue();
        assertThat(options.eso()).isEqualTo(EsoOptions.NONE);
    }

    @Test
    void readsValuesJoinedAndApart() {
        var options = parse(List.of(
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
        assertThat(options.logLevel()).isEqualTo(JsonLog.Level.DEBUG);
    }

    @Test
    void takesOverAsEsoDoesAndWritesNoTokensOfTheClusterUnlessToldOtherwise() {
        assertThat(parse(List.of()).rules()).isEqualTo(WriteRules.DEFAULT);
        assertThat(parse(List.of("--adoption=same-keys", "--allow-secret-type", "kubernetes.io/service-account-token"))
                        .rules())
                .isEqualTo(new WriteRules(AdoptionPolicy.SAME_KEYS, Set.of("kubernetes.io/service-account-token")));
    }

    @Test
    void readsWhatStoresMayDo() {
        var stores = parse(List.of(
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
        var stores = parse(List.of()).stores();

        assertThat(stores.policy().servers().isEmpty()).isTrue();
        assertThat(stores.policy().httpHosts()).isEmpty();
        assertThat(stores.policy().requireAudience()).isFalse();
        assertThat(stores.loopback()).isFalse();
    }

    @Test
    void knowsTheFlagOfEsoForLeaderElection() {
        assertThat(parse(List.of("--enable-leader-election")).election().on()).isTrue();
    }

    @Test
    void followsTheFlagsOfAnEsoDeploymentThatHaveAMeaningHere() {
        var eso = parse(List.of(
                        "--concurrent=5",
                        "--controller-class",
                        "team-a",
                        "--store-requeue-interval=1m30s",
                        "--zap-time-encoding=rfc3339",
                        "--enable-cluster-store-reconciler=false",
                        "--enable-secret-store-reconciler=F",
                        "--enable-push-secret-reconciler=false",
                        "--enable-cluster-push-secret-reconciler",
                        "--loglevel=warn"))
                .eso();

        assertThat(eso)
                .isEqualTo(new EsoOptions(
                        "team-a",
                        5,
                        Duration.ofSeconds(90),
                        false,
                        false,
                        Set.of("pushsecrets"),
                        true,
                        TimeEncoding.RFC3339,
                        List.of()));
    }

    @Test
    void acceptsTheOtherFlagsOfEsoAndNotesThatTheyHaveNoEffect() {
        var flags = EsoFlags.ALL.stream()
                .filter(flag -> !flag.name().equals("--controller-class")
                        && !flag.name().equals("--zap-time-encoding"))
                .map(flag -> flag.isSwitch() ? flag.name() + "=false" : flag.name() + "=10" + unit(flag.name()))
                .toList();
        var options = parse(flags);

        assertThat(flags).hasSize(39);
        assertThat(options.eso().ignored())
                .hasSize(30)
                .contains("--client-qps", "--enable-flood-gate", "--leader-election-lease-duration");
        assertThat(options.metrics()).isPresent();
    }

    private static String unit(String flag) {
        return flag.matches(".*(duration|deadline|period|interval)") ? "s" : "";
    }

    /// They would be read by whoever reaches the port.
    @ParameterizedTest
    @ValueSource(strings = {"--metrics-secure", "--metrics-auth=true"})
    void servesNoMetricsInClearWhereTheyWereAskedForBehindTlsOrALogin(String flag) {
        assertThat(parse(List.of(flag)).metrics()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--concurent=3, --concurrent",
        "--enable-leader-elect, --enable-leader-election",
        "--metric-addr=:1, --metrics-addr",
        "--zap-time-encodin=iso8601, --zap-time-encoding"
    })
    void namesTheFlagThatWasProbablyMeant(String argument, String meant) {
        assertThatThrownBy(() -> parse(List.of(argument)))
                .isInstanceOfSatisfying(
                        LockstepException.class,
                        e -> assertThat(e.problem().next()).isEqualTo("did you mean " + meant + "?"));
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
                "--require-token-audience=maybe",
                "--concurrent=0",
                "--concurrent=many",
                "--store-requeue-interval=1s",
                "--store-requeue-interval=often",
                "--zap-time-encoding=stardate",
                "--enable-flood-gate=maybe",
                "--controller-class="
            })
    void refusesWhatItDoesNotKnow(String argument) {
        assertThatThrownBy(() -> parse(List.of(argument)))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining(argument.replaceAll("=.*", ""));
    }
}
