package dev.lockstep.sync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.engine.Cause;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialScopeTest {
    /// @param own of a SecretStore, in the namespace shop; otherwise a ClusterSecretStore asked from there
    @ParameterizedTest(name = "own {0}, wanted {1}: credential {2}, trust {3}")
    @CsvSource(nullValues = "none", textBlock = """
            true,  none,  shop,         shop
            true,  '',    shop,         shop
            true,  shop,  shop,         shop
            true,  bank,  STORE_DENIED, STORE_DENIED
            true,  Shop,  STORE_DENIED, STORE_DENIED
            true,  shop/, STORE_DENIED, STORE_DENIED
            false, none,  shop,         STORE_INVALID
            false, '',    shop,         STORE_INVALID
            false, shop,  shop,         shop
            false, bank,  bank,         bank
            """)
    void looksWhereItMay(boolean own, String wanted, String credential, String trust) {
        var scope = own ? new CredentialScope.Own("shop") : new CredentialScope.Cluster("shop");
        expect(credential, () -> scope.credential(wanted, "place"));
        expect(trust, () -> scope.trust(wanted, "place"));
    }

    private interface Look {
        String namespace();
    }

    private static void expect(String expected, Look look) {
        if (!expected.startsWith("STORE_")) {
            assertThat(look.namespace()).isEqualTo(expected);
            return;
        }
        assertThatThrownBy(look::namespace)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refused -> assertThat(refused.error().cause()).isEqualTo(Cause.valueOf(expected)));
    }
}
