package dev.lockstep.sync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.Credentials.AccountRef;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorePolicyTest {
    private static final AccountRef FOR_API_SERVER = new AccountRef("shop", "app", List.of());
    private static final AccountRef FOR_VAULT = new AccountRef("shop", "app", List.of("vault"));
    private static final StorePolicy DEFAULT = Reach.policy(List.of(), false);

    private static void admit(StorePolicy policy, String server, AccountRef... accounts) {
        policy.admit(List.of(accounts), List.of(URI.create(server)));
    }

    private static SyncError denial(ThrowingCallable call) {
        var fault = new AtomicReference<SyncError>();
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreException.class, denied -> fault.set(denied.error()));
        assertThat(fault.get().cause()).isEqualTo(Cause.STORE_DENIED);
        return fault.get();
    }

    @Test
    void aTokenGoesOverHttpsAlone() {
        assertThatCode(() -> admit(DEFAULT, "https://vault:8200", FOR_API_SERVER))
                .doesNotThrowAnyException();
        assertThat(denial(() -> admit(DEFAULT, "http://vault:8200", FOR_API_SERVER))
                        .next())
                .contains("--allow-http-store-host vault");
        denial(() -> admit(DEFAULT, "http://vault:8200", FOR_VAULT));
        denial(() -> DEFAULT.admitToken(FOR_VAULT, URI.create("http://127.0.0.1:8200")));
    }

    @Test
    void aHostMayBeShownTokensWithoutTls() {
        var policy = Reach.policy(List.of(), false, "vault.local");
        assertThatCode(() -> admit(policy, "http://Vault.local:8200", FOR_API_SERVER))
                .doesNotThrowAnyException();
        denial(() -> admit(policy, "http://vault.local.evil.test:8200", FOR_API_SERVER));
    }

    @Test
    void aStoreWithoutAccountsMaySpeakPlainHttp() {
        assertThatCode(() -> admit(DEFAULT, "http://vault:8200")).doesNotThrowAnyException();
    }

    @Test
    void storesNameNoServerThatIsNotListed() {
        var policy = Reach.policy(List.of("https://vault.example.com:8200"), false);
        assertThatCode(() -> admit(policy, "https://vault.example.com:8200/path"))
                .doesNotThrowAnyException();
        assertThat(denial(() -> admit(policy, "https://evil.test:8200")).next())
                .contains("--allow-store-server https://evil.test:8200");
    }

    @Test
    void tokensThatTheApiServerTakesAreIssuedUnlessThatIsSwitchedOff() {
        var policy = Reach.policy(List.of(), true);
        assertThat(denial(() -> admit(policy, "https://vault", FOR_API_SERVER)).next())
                .contains("audiences");
        assertThatCode(() -> admit(policy, "https://vault", FOR_VAULT)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://kubernetes.default.svc", "k3s"})
    void anAudienceOfTheApiServerItselfIsNone(String audience) {
        var own = List.of("https://kubernetes.default.svc", "k3s");
        var account = new AccountRef("shop", "app", List.of("vault", audience));
        denial(() -> Reach.policy(List.of(), true).admitAudiences(account, own));
        assertThatCode(() -> DEFAULT.admitAudiences(account, own)).doesNotThrowAnyException();
        assertThatCode(() -> Reach.policy(List.of(), true).admitAudiences(FOR_VAULT, own))
                .doesNotThrowAnyException();
    }
}
