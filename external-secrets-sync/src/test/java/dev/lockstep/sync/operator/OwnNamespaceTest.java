package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnNamespaceTest {
    private static final String OF_TOKEN = token("""
            {"aud": ["https://kubernetes"], "kubernetes.io": {"namespace": "ops", "sub": "no"},
             "sub": "system:serviceaccount:ops:lockstep-sync", "exp": 1}""");

    @TempDir
    private Path folder;

    private Path ofPod;

    @BeforeEach
    void beOutsideOfPods() {
        ofPod = folder.resolve("namespace");
    }

    private static String token(String claims) {
        var payload = Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        return "e30." + payload + ".c2lnbmF0dXJl";
    }

    private static Config config(String token, String namespace) {
        return new ConfigBuilder(Config.empty())
                .withAutoOAuthToken(token)
                .withNamespace(namespace)
                .build();
    }

    private String of(Map<String, String> environment, Config config) {
        return OwnNamespace.of(environment, ofPod, config);
    }

    @Test
    void inAPodItIsThePods() throws IOException {
        Files.writeString(ofPod, "from-file\n");
        assertThat(of(Map.of("POD_NAMESPACE", "from-env"), config(OF_TOKEN, "context")))
                .isEqualTo("from-env");
        assertThat(of(Map.of("POD_NAMESPACE", ""), config(OF_TOKEN, "context"))).isEqualTo("from-file");
    }

    @Test
    void elsewhereItIsThatOfTheAccountWhateverTheContextSays() {
        assertThat(of(Map.of(), config(OF_TOKEN, "context"))).isEqualTo("ops");
        var given = new ConfigBuilder(Config.empty()).withOauthToken(OF_TOKEN).build();
        assertThat(of(Map.of(), given)).isEqualTo("ops");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\": \"alice\"}",
                "{\"sub\": \"system:serviceaccount:\"}",
                "{\"sub\": \"system:serviceaccount:ops\"}",
                "{\"sub\": 7}",
                "{\"kubernetes.io\": {\"sub\": \"system:serviceaccount:ops:x\"}}",
                "[]",
                "{\"sub\": ",
                ""
            })
    void aTokenThatIsNoServiceAccountsIsPassedOver(String claims) {
        assertThat(of(Map.of(), config(token(claims), "context"))).isEqualTo("context");
    }

    @ParameterizedTest
    @ValueSource(strings = {"opaque", "a.b", "e30.%%%.c2ln", "..", "a.b.c.d"})
    void whatIsNoJsonWebTokenIsPassedOver(String token) {
        assertThat(of(Map.of(), config(token, "context"))).isEqualTo("context");
    }

    @Test
    void withoutAnyOfThemItIsDefault() {
        assertThat(of(Map.of(), config(null, null))).isEqualTo("default");
        assertThat(of(Map.of(), config("", ""))).isEqualTo("default");
    }
}
