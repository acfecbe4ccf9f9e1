package dev.lockstep.sync.store.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.api.CaProvider;
import dev.lockstep.sync.api.SecretKeySelector;
import dev.lockstep.sync.api.ServiceAccountSelector;
import dev.lockstep.sync.api.VaultAuth;
import dev.lockstep.sync.api.VaultProvider;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.CredentialScope;
import dev.lockstep.sync.store.Credentials.AccountRef;
import dev.lockstep.sync.store.Credentials.KeyRef;
import dev.lockstep.sync.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultSettingsTest {
    private static final CredentialScope CLUSTER = new CredentialScope.Cluster("shop");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "vault:8200",
                "file:///etc/passwd",
                "ftp://vault",
                "https://",
                "https:///path",
                "https://user:CANARY-7f3a-do-not-print@vault",
                "https://vault?x=y",
                "https://vault#x",
                "https://vault/../x",
                "https://va ult"
            })
    void refusesWhatIsNoServer(String server) {
        assertThat(refusal(server, Stores.token()).cause()).isEqualTo(Cause.STORE_INVALID);
        assertThat(refusal(server, Stores.token()).toString()).doesNotContain("CANARY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://vault:8200", "https://vault:8200/", "HTTPS://vault:8200//"})
    void takesTheServerWithoutItsLastSlash(String server) {
        var settings = VaultSettings.of(Stores.provider(server, "v2", Stores.token()), Stores.SHOP);
        assertThat(settings.server).hasToString("https://vault:8200");
    }

    @Test
    void wantsExactlyOneAuthMethod() {
        assertThat(refusal("https://vault", null).cause()).isEqualTo(Cause.STORE_INVALID);
        assertThat(refusal(auth(null, null, null, null)).what()).isEqualTo("names 0 auth methods");
        var both = new VaultAuth(
                null,
                Stores.selector("token"),
                Stores.appRole("id").appRole(),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        assertThat(refusal(both).what()).isEqualTo("names 2 auth methods");
    }

    @Test
    void namesWhatIsNotServed() {
        var cert = new VaultAuth(
                null, null, null, null, null, null, null, new VaultAuth.Cert(null, null, null, null), null, null);
        assertThat(refusal(cert).cause()).isEqualTo(Cause.NOT_SERVED);
    }

    @Test
    void showsTheTokenOfItsOwnPodToNobody() {
        var own = auth(null, new VaultAuth.Kubernetes(null, "role", null, null), null, null);
        assertThat(refusal(own).cause()).isEqualTo(Cause.STORE_INVALID);
    }

    @Test
    void anAppRoleHasItsIdOnce() {
        var none = auth(new VaultAuth.AppRole(null, null, null, Stores.selector("s")), null, null, null);
        var two = auth(new VaultAuth.AppRole(null, "id", Stores.selector("r"), Stores.selector("s")), null, null, null);
        assertThat(refusal(none).where()).isEqualTo("spec.provider.vault.auth.appRole");
        assertThat(refusal(two).where()).isEqualTo("spec.provider.vault.auth.appRole");
    }

    @Test
    void knowsWhatAClientReads() {
        var settings = VaultSettings.of(Stores.provider("https://vault", "v2", Stores.appRole("id")), Stores.SHOP);
        assertThat(settings.keys()).containsExactly(Stores.SECRET_ID);
        assertThat(settings.accounts()).isEmpty();
        var account =
                VaultSettings.of(Stores.provider("https://vault", "v2", Stores.kubernetes("role", "app")), Stores.SHOP);
        assertThat(account.keys()).isEmpty();
        assertThat(account.accounts()).containsExactly(new AccountRef("shop", "app", List.of()));
    }

    @Test
    void aJwtIsForVaultUnlessAudiencesAreNamed() {
        assertThat(issued(null).audiences()).containsExactly("vault");
        assertThat(issued(List.of("a", "b")).audiences()).containsExactly("a", "b");
    }

    private static AccountRef issued(List<String> audiences) {
        var account = new ServiceAccountSelector("app", null, null);
        var method = new VaultAuth.Jwt(null, "role", null, new VaultAuth.ServiceAccountToken(account, audiences, null));
        return VaultSettings.of(Stores.provider("https://vault", "v2", Stores.jwt(method)), Stores.SHOP)
                .accounts()
                .getFirst();
    }

    /// Every reference that a store can make, each to another namespace.
    @Test
    void aStoreReadsNothingOfAnotherNamespace() {
        var elsewhere = new SecretKeySelector("vault", "token", "bank");
        var here = Stores.selector("token");
        var accountElsewhere = new ServiceAccountSelector("app", "bank", null);
        var everyAuth = List.of(
                new VaultAuth(null, elsewhere, null, null, null, null, null, null, null, null),
                auth(new VaultAuth.AppRole(null, "id", null, elsewhere), null, null, null),
                auth(new VaultAuth.AppRole(null, null, elsewhere, here), null, null, null),
                auth(null, new VaultAuth.Kubernetes(null, "r", accountElsewhere, null), null, null),
                auth(null, new VaultAuth.Kubernetes(null, "r", null, elsewhere), null, null),
                auth(null, null, new VaultAuth.UserPass(null, "u", elsewhere), null),
                auth(null, null, null, new VaultAuth.Jwt(null, "r", elsewhere, null)),
                auth(
                        null,
                        null,
                        null,
                        new VaultAuth.Jwt(
                                null, "r", null, new VaultAuth.ServiceAccountToken(accountElsewhere, null, null))),
                new VaultAuth(
                        null,
                        null,
                        null,
                        null,
                        new VaultAuth.Login(null, "u", elsewhere),
                        null,
                        null,
                        null,
                        null,
                        null));
        assertThat(everyAuth)
                .allSatisfy(auth -> assertThat(refusal(auth).cause()).isEqualTo(Cause.STORE_DENIED));
        assertThat(everyAuth).allSatisfy(auth -> {
            var settings = VaultSettings.of(Stores.provider("https://vault", "v2", auth), CLUSTER);
            var namespaces = new ArrayList<String>();
            settings.keys().forEach(key -> namespaces.add(key.namespace()));
            settings.accounts().forEach(account -> namespaces.add(account.namespace()));
            assertThat(namespaces).contains("bank");
        });
        for (var type : List.of("Secret", "ConfigMap")) {
            var authority = withCa(new CaProvider(type, "ca", "ca.crt", "bank"));
            assertThat(refusal(() -> VaultSettings.of(authority, Stores.SHOP)).cause())
                    .isEqualTo(Cause.STORE_DENIED);
            assertThat(VaultSettings.of(authority, CLUSTER).keys())
                    .extracting(KeyRef::namespace)
                    .containsExactly("shop", "bank");
        }
    }

    @Test
    void aConsumerDoesNotChooseWhomAClusterStoreTrusts() {
        var authority = withCa(new CaProvider("ConfigMap", "ca", "ca.crt", null));
        assertThat(refusal(() -> VaultSettings.of(authority, CLUSTER)).cause()).isEqualTo(Cause.STORE_INVALID);
        assertThat(VaultSettings.of(authority, Stores.SHOP).keys())
                .contains(new KeyRef(KeyRef.Kind.CONFIG_MAP, "shop", "ca", "ca.crt"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host", "x-vault-token", "X-Vault-Namespace", "Content-Length", "Accept-Encoding", "a b", "", "ü"
            })
    void refusesHeadersThatAreNotTheStoresToSet(String name) {
        var store = headers(Map.of(name, "value"));
        assertThat(refusal(() -> VaultSettings.of(store, Stores.SHOP)).where())
                .isEqualTo("spec.provider.vault.headers");
    }

    @Test
    void saysThatAnAuthorityIsEncodedWhenItIsNot() {
        var plain = Stores.provider("https://vault", "v2", Stores.token());
        var store = Stores.trusting(plain, "\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        var error = refusal(() -> VaultSettings.of(store, Stores.SHOP));
        assertThat(error.where()).isEqualTo("spec.provider.vault.caBundle");
        assertThat(error.what()).contains("base64 of PEM");
        assertThat(error.next()).contains("base64 -w0");
    }

    @Test
    void aHeaderIsOneLineAndShowsNowhere() {
        assertThatThrownBy(() -> VaultSettings.of(headers(Map.of("A", "b\r\nX: y")), Stores.SHOP))
                .isInstanceOf(StoreException.class);
        assertThat(VaultSettings.of(headers(Map.of("A", "confidential")), Stores.SHOP)
                        .toString())
                .doesNotContain("confidential");
    }

    private static VaultProvider headers(Map<String, String> headers) {
        return Stores.inNamespaces(Stores.provider("https://vault", "v2", Stores.token()), "", "", headers);
    }

    private static VaultProvider withCa(CaProvider provider) {
        return new VaultProvider(
                "https://vault", "secret", "v2", null, Stores.token(), null, provider, null, null, null, null, null);
    }

    private static VaultAuth auth(
            VaultAuth.AppRole appRole,
            VaultAuth.Kubernetes kubernetes,
            VaultAuth.UserPass userPass,
            VaultAuth.Jwt jwt) {
        return new VaultAuth(null, null, appRole, kubernetes, null, userPass, jwt, null, null, null);
    }

    private static SyncError refusal(VaultAuth auth) {
        return refusal("https://vault", auth);
    }

    private static SyncError refusal(String server, VaultAuth auth) {
        return refusal(() -> VaultSettings.of(Stores.provider(server, "v2", auth), Stores.SHOP));
    }

    private static SyncError refusal(ThrowingCallable check) {
        try {
            check.call();
        } catch (StoreException e) {
            return e.error();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("was not refused");
    }
}
