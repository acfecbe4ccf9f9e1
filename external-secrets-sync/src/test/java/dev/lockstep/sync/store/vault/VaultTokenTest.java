package dev.lockstep.sync.store.vault;

import static dev.lockstep.sync.store.vault.ScriptedVault.answer;
import static dev.lockstep.sync.store.vault.ScriptedVault.deadToken;
import static dev.lockstep.sync.store.vault.ScriptedVault.found;
import static dev.lockstep.sync.store.vault.ScriptedVault.refused;
import static dev.lockstep.sync.store.vault.ScriptedVault.token;
import static dev.lockstep.sync.store.vault.Vaults.DB;
import static dev.lockstep.sync.store.vault.Vaults.DB_PATH;
import static dev.lockstep.sync.store.vault.Vaults.QUICK;
import static dev.lockstep.sync.store.vault.Vaults.fault;
import static dev.lockstep.sync.store.vault.Vaults.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.store.Credentials.AccountRef;
import dev.lockstep.sync.store.SecretStore.Health;
import dev.lockstep.sync.store.vault.ScriptedVault.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class VaultTokenTest {
    private static final String LOGIN = "auth/approle/login";
    private static final String RENEW = "auth/token/renew-self";
    private static final String REVOKE = "auth/token/revoke-self";
    private static final String LOOKUP = "auth/token/lookup-self";

    private final Vaults vaults = new Vaults();

    @BeforeEach
    void script() {
        vaults.server.on(DB_PATH, found(1, "{}"));
    }

    @AfterEach
    void stop() {
        vaults.close();
    }

    private List<String> tokensThatRead() {
        return vaults.server.requests(DB_PATH).stream()
                .map(request -> request.header("X-Vault-Token"))
                .toList();
    }

    private int logins() {
        return vaults.server.requests(LOGIN).size();
    }

    @Test
    void logsInOnceForManyReads() {
        vaults.server.on(LOGIN, token("role-token-1", 60, true));
        var store = vaults.withAppRole();
        for (int i = 0; i < 5; i++) {
            value(store, DB);
        }
        assertThat(vaults.server.requests(LOGIN))
                .singleElement()
                .satisfies(login -> assertThat(login.body())
                        .isEqualTo("{\"role_id\":\"the-role\",\"secret_id\":\"the-\\\"secret\\\\id\"}"));
        assertThat(tokensThatRead()).hasSize(5).containsOnly("role-token-1");
    }

    @Test
    void logsInAsEachMethodWants() {
        vaults.credentials.issuing(new AccountRef("shop", "app", List.of()), "account-jwt");
        vaults.credentials.holding(Stores.PASSWORD, "pass\nword\n");
        vaults.server.on("auth/kubernetes/login", token("k", 60, true));
        vaults.server.on("auth/userpass/login/j%2Fane", token("u", 60, true));
        value(vaults.open(Stores.kubernetes("reader", "app"), QUICK), DB);
        value(vaults.open(Stores.userPass("j/ane"), QUICK), DB);
        assertThat(vaults.server.requests("auth/kubernetes/login").getFirst().body())
                .isEqualTo("{\"role\":\"reader\",\"jwt\":\"account-jwt\"}");
        assertThat(vaults.server
                        .requests("auth/userpass/login/j%2Fane")
                        .getFirst()
                        .body())
                .isEqualTo("{\"password\":\"pass\\u000aword\"}");
    }

    @Test
    void manyReadersMakeOneLogin() throws Exception {
        var begin = new CountDownLatch(1);
        vaults.server.on(LOGIN, (request, out) -> {
            Thread.sleep(100);
            token("role-token-1", 60, true).write(request, out);
        });
        var store = vaults.withAppRole();
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                readers.submit(() -> {
                    begin.await();
                    return value(store, DB);
                });
            }
            begin.countDown();
        }
        assertThat(tokensThatRead()).hasSize(20).containsOnly("role-token-1");
        assertThat(logins()).isEqualTo(1);
    }

    @Test
    void manyReadersShareAFailedLogin() throws Exception {
        var everyone = new CountDownLatch(20);
        vaults.server.on(LOGIN, (request, out) -> {
            everyone.await();
            Thread.sleep(200);
            answer(400, "{\"errors\":[\"invalid secret id\"]}").write(request, out);
        });
        var store = vaults.withAppRole();
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                readers.submit(() -> {
                    everyone.countDown();
                    assertThat(fault(store, DB).cause()).isEqualTo(Cause.AUTH_FAILED);
                });
            }
        }
        assertThat(logins()).isLessThan(3);
        assertThat(vaults.server.requests(DB_PATH)).isEmpty();
    }

    @Test
    void renewsAfterTwoThirdsOfItsLife() {
        vaults.server.on(LOGIN, token("role-token-1", 60, true)).on(RENEW, token("role-token-1", 60, true));
        var store = vaults.withAppRole();
        value(store, DB);
        vaults.pass(Duration.ofSeconds(39));
        value(store, DB);
        assertThat(vaults.server.requests(RENEW)).isEmpty();
        for (int i = 0; i < 10; i++) {
            vaults.pass(Duration.ofSeconds(40));
            value(store, DB);
        }
        assertThat(vaults.server.requests(RENEW)).hasSize(10);
        assertThat(logins()).isEqualTo(1);
    }

    @Test
    void logsInBeforeATokenEndsThatCannotBeRenewed() {
        vaults.server.on(LOGIN, token("role-token-1", 60, false), token("role-token-2", 60, false));
        var store = vaults.withAppRole();
        value(store, DB);
        vaults.pass(Duration.ofSeconds(40));
        value(store, DB);
        assertThat(tokensThatRead()).containsExactly("role-token-1", "role-token-2");
        assertThat(vaults.server.requests(RENEW)).isEmpty();
    }

    @Test
    void logsInWhenRenewalNearsTheLongestLife() {
        vaults.server
                .on(LOGIN, token("role-token-1", 60, true), token("role-token-2", 60, true))
                .on(RENEW, token("role-token-1", 30, true));
        var store = vaults.withAppRole();
        value(store, DB);
        vaults.pass(Duration.ofSeconds(40));
        value(store, DB);
        vaults.pass(Duration.ofSeconds(20));
        value(store, DB);
        assertThat(tokensThatRead()).containsExactly("role-token-1", "role-token-1", "role-token-2");
        assertThat(vaults.server.requests(RENEW)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 500, 503})
    void logsInWhenRenewalFails(int status) {
        vaults.server
                .on(LOGIN, token("role-token-1", 60, true), token("role-token-2", 60, true))
                .on(RENEW, answer(status, "{\"errors\":[\"x\"]}"));
        var store = vaults.withAppRole();
        value(store, DB);
        vaults.pass(Duration.ofSeconds(40));
        value(store, DB);
        assertThat(tokensThatRead()).containsExactly("role-token-1", "role-token-2");
    }

    @Test
    void keepsTheOldTokenForItsLifeWhileNoNewOneCanBeHad() {
        vaults.server.on(
                LOGIN,
                token("role-token-1", 60, false),
                answer(500, ""),
                answer(500, ""),
                token("role-token-2", 60, false));
        var store = vaults.withAppRole();
        value(store, DB);
        vaults.pass(Duration.ofSeconds(41));
        value(store, DB);
        value(store, DB);
        assertThat(logins()).isEqualTo(2);
        vaults.pass(Duration.ofSeconds(8));
        value(store, DB);
        assertThat(logins()).isEqualTo(3);
        vaults.pass(Duration.ofSeconds(8));
        value(store, DB);
        assertThat(tokensThatRead())
                .containsExactly("role-token-1", "role-token-1", "role-token-1", "role-token-1", "role-token-2");
    }

    @Test
    void anExpiredTokenIsNotUsed() {
        vaults.server
                .on(LOGIN, token("role-token-1", 60, true), answer(500, ""))
                .on(RENEW, answer(500, ""));
        var store = vaults.withAppRole();
        value(store, DB);
        vaults.pass(Duration.ofSeconds(61));
        assertThat(fault(store, DB).cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(tokensThatRead()).containsExactly("role-token-1");
    }

    @Test
    void aTokenWithoutEndIsKept() {
        vaults.server.on(LOGIN, token("role-token-1", 0, false));
        var store = vaults.withAppRole();
        value(store, DB);
        vaults.pass(Duration.ofDays(4000));
        value(store, DB);
        assertThat(logins()).isEqualTo(1);
    }

    @Test
    void aDeadTokenIsReplacedAtOnceAndTheReadRepeated() {
        vaults.server.on(LOGIN, token("role-token-1", 60, true), token("role-token-2", 60, true));
        vaults.server.on(DB_PATH, found(1, "{}"), deadToken(), found(2, "{\"a\":\"new\"}"));
        var store = vaults.withAppRole();
        value(store, DB);
        assertThat(value(store, DB)).isEqualTo("{\"a\":\"new\"}");
        assertThat(tokensThatRead()).containsExactly("role-token-1", "role-token-1", "role-token-2");
    }

    @Test
    void aSecondRefusalIsFinalAndNeverAbsence() {
        vaults.server.on(LOGIN, token("role-token-1", 6000, true), token("role-token-2", 6000, true));
        var store = vaults.withAppRole();
        value(store, DB);
        vaults.pass(Duration.ofMinutes(2));
        vaults.server.on(DB_PATH, refused());
        assertThat(fault(store, DB).cause()).isEqualTo(Cause.ACCESS_DENIED);
        assertThat(logins()).isEqualTo(2);
        assertThat(tokensThatRead()).containsExactly("role-token-1", "role-token-1", "role-token-2");
    }

    @Test
    void deniedPathsDoNotMakeALoginEach() {
        vaults.server.on(LOGIN, token("role-token-1", 6000, true), token("role-token-2", 6000, true));
        vaults.server.on(DB_PATH, refused());
        var store = vaults.withAppRole();
        for (int i = 0; i < 50; i++) {
            assertThat(fault(store, DB).cause()).isEqualTo(Cause.ACCESS_DENIED);
        }
        assertThat(logins()).isEqualTo(1);
        vaults.pass(Duration.ofMinutes(2));
        for (int i = 0; i < 50; i++) {
            fault(store, DB);
        }
        assertThat(logins()).isEqualTo(2);
    }

    @Test
    void aNewTokenThatIsDeadIsAFailedLogin() {
        vaults.server.on(LOGIN, token("role-token-1", 60, true), token("role-token-2", 60, true));
        vaults.server.on(DB_PATH, deadToken());
        assertThat(fault(vaults.withAppRole(), DB).cause()).isEqualTo(Cause.AUTH_FAILED);
        assertThat(logins()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "400, AUTH_FAILED",
        "401, AUTH_FAILED",
        "403, AUTH_FAILED",
        "404, AUTH_FAILED",
        "429, THROTTLED",
        "500, UNREACHABLE",
        "503, UNREACHABLE",
        "204, ANSWER_INVALID",
        "302, UNREACHABLE"
    })
    void aLoginFailsWithItsStatusAndWithoutItsText(int status, Cause cause) {
        vaults.server.on(LOGIN, answer(status, status == 204 ? "" : "{\"errors\":[\"CANARY-7f3a-do-not-print\"]}"));
        var error = fault(vaults.withAppRole(), DB);
        assertThat(error.cause()).isEqualTo(cause);
        assertThat(error.line()).contains("" + status);
        assertThat(vaults.server.requests(DB_PATH)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"auth\":null}",
                "{\"auth\":{\"client_token\":\"\",\"lease_duration\":60}}",
                "{\"auth\":{\"client_token\":\"a\\nb\",\"lease_duration\":60}}",
                "{\"auth\":{\"client_token\":\"a b\",\"lease_duration\":60}}",
                "{\"auth\":{\"client_token\":\"abc\"}}",
                "<html>"
            })
    void aLoginThatGivesNoTokenIsNoAnswer(String body) {
        vaults.server.on(LOGIN, answer(200, body));
        assertThat(fault(vaults.withAppRole(), DB).cause()).isEqualTo(Cause.ANSWER_INVALID);
    }

    @Test
    void aCredentialThatIsMissingIsNamedAndComesToUseWithoutARestart() {
        vaults.server.on(LOGIN, token("role-token-1", 60, true));
        var store = vaults.withAppRole();
        vaults.credentials.without(Stores.SECRET_ID);
        var error = fault(store, DB);
        assertThat(error.cause()).isEqualTo(Cause.CREDENTIAL_MISSING);
        assertThat(error.where()).isEqualTo("Secret shop/vault, key secret-id");
        vaults.credentials.holding(Stores.SECRET_ID, "id");
        value(store, DB);
    }

    @Test
    void aGivenTokenIsReadAgainWhenItIsRefused() {
        vaults.server.on(DB_PATH, found(1, "{}"), deadToken(), found(2, "{}"));
        var store = vaults.withToken();
        value(store, DB);
        vaults.credentials.holding(Stores.TOKEN, "newer-token");
        value(store, DB);
        assertThat(tokensThatRead()).containsExactly("given-token", "given-token", "newer-token");
    }

    @Test
    void aGivenTokenThatStaysDeadIsAskedWithOnce() {
        vaults.server.on(DB_PATH, deadToken());
        var store = vaults.withToken();
        assertThat(fault(store, DB).cause()).isEqualTo(Cause.AUTH_FAILED);
        assertThat(tokensThatRead()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "two words", "line\nbreak", "ü", "tab\t"})
    void whatCannotBeATokenIsNotSent(String text) {
        vaults.credentials.holding(Stores.TOKEN, text);
        assertThat(fault(vaults.withToken(), DB).cause()).isEqualTo(Cause.CREDENTIAL_MISSING);
        assertThat(vaults.server.requests()).isEmpty();
    }

    @Test
    void givesBackOnlyTheTokenItLoggedInFor() {
        vaults.server.on(LOGIN, token("role-token-1", 60, true)).on(REVOKE, answer(204, ""));
        var given = vaults.withToken();
        value(given, DB);
        given.close();
        assertThat(vaults.server.requests(REVOKE)).isEmpty();
        var role = vaults.withAppRole();
        value(role, DB);
        role.close();
        assertThat(vaults.server.requests(REVOKE))
                .extracting(request -> request.header("X-Vault-Token"))
                .containsExactly("role-token-1");
    }

    @Test
    void closingSucceedsWhateverTheServerDoes() {
        vaults.server.on(LOGIN, token("role-token-1", 60, true)).on(REVOKE, answer(500, ""));
        var store = vaults.withAppRole();
        store.close();
        value(store, DB);
        store.close();
        assertThat(vaults.server.requests(REVOKE)).hasSize(1);
    }

    @Test
    void closingDoesNotWaitForAServerThatSaysNothing() {
        vaults.server.on(LOGIN, token("role-token-1", 60, true)).on(REVOKE, (_, _) -> Thread.sleep(60_000));
        var store = vaults.withAppRole();
        value(store, DB);
        assertTimeout(Duration.ofSeconds(8), store::close);
    }

    @Test
    void aCheckLogsInAndLooksAtItsToken() {
        vaults.server.on(LOGIN, token("role-token-1", 60, true)).on(LOOKUP, answer(200, "{\"data\":{}}"));
        assertThat(vaults.withAppRole().check()).isEqualTo(new Health.Ready());
        assertThat(vaults.server.requests(LOOKUP))
                .extracting((Request request) -> request.header("X-Vault-Token"))
                .containsExactly("role-token-1");
    }

    @Test
    void aTokenThatMayNotLookAtItselfIsWell() {
        vaults.server.on(LOOKUP, refused());
        assertThat(vaults.withToken().check()).isEqualTo(new Health.Ready());
    }

    @Test
    void aCheckTellsWhatReadsWould() {
        vaults.server.on(LOOKUP, deadToken());
        assertThat(vaults.withToken().check())
                .isInstanceOfSatisfying(
                        Health.Failed.class,
                        failed -> assertThat(failed.error().cause()).isEqualTo(Cause.AUTH_FAILED));
        vaults.server.on(LOOKUP, answer(503, "{\"errors\":[\"Vault is sealed\"]}"));
        assertThat(vaults.withToken().check())
                .isInstanceOfSatisfying(
                        Health.Failed.class,
                        failed -> assertThat(failed.error().cause()).isEqualTo(Cause.SEALED));
    }
}
