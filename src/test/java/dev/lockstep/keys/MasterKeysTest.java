package dev.lockstep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.LockstepException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeysTest {
    private static final String ARN = "arn:aws:kms:us-east-1:656532927350:key/920aff2e-c5f1-4040-943a-047fa387b27e";
    private static final String ROLE = "arn:aws:iam::927034868273:role/sops-dev";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "age|age1abc",
                "pgp|85D77543B3D624B63CEA9E6DBC17301B491B3F21",
                "kms|" + ARN,
                "kms|" + ARN + "+" + ROLE,
                "gcp_kms|projects/p/locations/global/keyRings/r/cryptoKeys/k",
                "hckms|tr-west-1:abc",
                "azure_kv|https://v.vault.azure.net/keys/name/0123",
                "hc_vault|https://vault.example.com:8200/v1/some/engine/keys/name"
            })
    void showsAKeyAsItWasNamed(String provider, String text) {
        assertThat(MasterKeys.text(MasterKeys.one(provider, text))).isEqualTo(text);
    }

    @Test
    void splitsListsAtCommasAndTrimsAsEachServiceNeeds() {
        assertThat(MasterKeys.list("age", "a , b"))
                .extracting(key -> key.field("recipient"))
                .containsExactly("a", "b");
        assertThat(MasterKeys.list("pgp", "85D7 7543,  FFFF"))
                .extracting(MasterKeys::text)
                .containsExactly("85D77543", "FFFF");
        assertThat(MasterKeys.list("hckms", "a, ,b,")).hasSize(2);
        assertThat(MasterKeys.list("age", "")).isEmpty();
    }

    @Test
    void showsContextAndProfileOfAnAwsKey() {
        assertThat(MasterKeys.text(MasterKeys.kms(ARN, "", "", Map.of("b", "2", "a", "1"))))
                .isEqualTo(ARN + "|a:1,b:2");
        assertThat(MasterKeys.text(MasterKeys.kms(ARN, ROLE, "prod", Map.of()))).isEqualTo(ARN + "+" + ROLE + "||prod");
        assertThat(MasterKeys.kms(ARN + "+" + ROLE, "", Map.of()).field("role")).isEqualTo(ROLE);
    }

    @Test
    void takesVaultAndAzureAddressesApart() {
        var vault = MasterKeys.one("hc_vault", "https://vault.example.com:8200/v1/a/b/keys/name");
        assertThat(List.of(vault.field("vault_address"), vault.field("engine_path"), vault.field("key_name")))
                .containsExactly("https://vault.example.com:8200", "a/b", "name");
        var azure = MasterKeys.one("azure_kv", " https://v.vault.azure.net/keys/name ");
        assertThat(List.of(azure.field("vault_url"), azure.field("name"), azure.field("version")))
                .containsExactly("https://v.vault.azure.net", "name", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault.example.com/v1/transit/keys/k",
                "https://vault.example.com",
                "https://vault.example.com/prefix/v1/transit/keys/k",
                "https://vault.example.com/v1/transit/k",
                "https://vault.example.com/v1/keys/k"
            })
    void refusesAVaultAddressThatNamesNoKey(String uri) {
        assertThatThrownBy(() -> MasterKeys.one("hc_vault", uri)).isInstanceOf(LockstepException.class);
    }

    @Test
    void doesNotEchoCredentialsInAnAddress() {
        assertThatThrownBy(() -> MasterKeys.one("hc_vault", "https://user:hunter2@vault.example.com/v1"))
                .isInstanceOf(LockstepException.class)
                .hasMessageNotContaining("hunter2");
    }
}
