package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialJsonTest {
    private static final byte[] SECRET = bytes("""
            {"kind": "Secret",
             "metadata": {"name": "data", "annotations": {"token": "bm8=", "data": "{\\"token\\": \\"bm8=\\"}"}},
             "stringData": {"token": "no"},
             "data": {"a": "YQ==", "token": "AP8K", "empty": "", "null": null},
             "type": "Opaque"}""");

    @Test
    void decodesTheBytesOfOneKeyOfASecret() throws IOException {
        assertThat(CredentialJson.secretKey(SECRET, "token")).containsExactly(0, 0xff, '\n');
        assertThat(CredentialJson.secretKey(SECRET, "empty")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "null", "name", "data", "", "type"})
    void findsNoKeyButThoseOfTheData(String key) throws IOException {
        assertThat(CredentialJson.secretKey(SECRET, key)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"text, grün\uD83D\uDD11", "binary, a"})
    void readsBothMapsOfAConfigMap(String key, String value) throws IOException {
        var configMap =
                bytes("{\"data\": {\"text\": \"gr\\u00fcn\uD83D\uDD11\"}, \"binaryData\": {\"binary\": \"YQ==\"}}");

        assertThat(CredentialJson.configMapKey(configMap, key)).isEqualTo(bytes(value));
        assertThat(CredentialJson.configMapKey(configMap, "other")).isNull();
    }

    @Test
    void readsATokenAsLongAsTokensGet() throws IOException {
        var token = "eyJ.".repeat(5000);

        assertThat(CredentialJson.token(bytes("{\"spec\": {}, \"status\": {\"token\": \"" + token + "\"}}")))
                .isEqualTo(bytes(token));
        assertThat(CredentialJson.token(bytes("{\"spec\": {\"token\": \"a\"}, \"status\": {}}")))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "<html>", "{\"data\": {\"token\": \"Y", "{\"data\": {\"token\": \"c2VjcmV0*\"}}"})
    void failsWithoutQuotingWhatItRead(String body) {
        assertThatThrownBy(() -> CredentialJson.secretKey(bytes(body), "token"))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("c2Vj");
    }

    @Test
    void asksForATokenOnlyForWhomItIsMeant() throws IOException {
        assertThat(CredentialJson.tokenRequest(List.of("vault", "b"), 600))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\","
                        + "\"spec\":{\"expirationSeconds\":600,\"audiences\":[\"vault\",\"b\"]}}");
        assertThat(CredentialJson.tokenRequest(List.of(), 600))
                .asString(StandardCharsets.UTF_8)
                .endsWith("\"spec\":{\"expirationSeconds\":600}}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
