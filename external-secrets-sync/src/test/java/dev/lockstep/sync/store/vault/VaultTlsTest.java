package dev.lockstep.sync.store.vault;

import static dev.lockstep.sync.store.vault.Vaults.DB;
import static dev.lockstep.sync.store.vault.Vaults.DB_PATH;
import static dev.lockstep.sync.store.vault.Vaults.QUICK;
import static dev.lockstep.sync.store.vault.Vaults.fault;
import static dev.lockstep.sync.store.vault.Vaults.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsServer;
import dev.lockstep.sync.api.VaultProvider;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.net.ServerCertificate;
import dev.lockstep.sync.store.SecretStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class VaultTlsTest {
    @TempDir
    private static Path folder;

    private static ServerCertificate good;
    private static ServerCertificate foreign;

    private final List<HttpsServer> servers = new ArrayList<>();
    private final Vaults vaults = new Vaults();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
        vaults.close();
    }

    @BeforeAll
    static void certify() throws Exception {
        good = ServerCertificate.selfSigned(folder, "good", "ip:127.0.0.1", "-0d", 2);
        foreign = ServerCertificate.selfSigned(folder, "foreign", "dns:vault.example.com", "-0d", 2);
    }

    @Test
    void trustsTheStoresOwnAuthority() throws Exception {
        assertThat(value(open(start(good), good.bundle()), DB)).isEqualTo("{\"a\":\"b\"}");
    }

    @Test
    void trustsNobodyElse() throws Exception {
        var server = start(good);
        var others = open(server, foreign.bundle());
        var systems = vaults.open(Stores.provider(server, "v2", Stores.token()), QUICK);
        assertThat(fault(others, DB).what()).contains("nobody who is trusted");
        assertThat(fault(systems, DB).what()).contains("nobody who is trusted");
    }

    @Test
    void tellsAnExpiredCertificate() throws Exception {
        var expired = ServerCertificate.expired(folder);
        assertThat(fault(open(start(expired), expired.bundle()), DB).what()).contains("has expired");
    }

    @Test
    void tellsAnExpiredAuthority() throws Exception {
        var expired = ServerCertificate.selfSigned(folder, "expired", "ip:127.0.0.1", "-10d", 2);
        var error = fault(open("https://127.0.0.1:1", expired.bundle()), DB);
        assertThat(error.cause()).isEqualTo(Cause.STORE_INVALID);
        assertThat(error.what()).contains("have expired");
    }

    @Test
    void tellsAWrongName() throws Exception {
        assertThat(fault(open(start(foreign), foreign.bundle()), DB).what()).contains("another name");
    }

    @Test
    void doesNotFallBackToPlainText() throws Exception {
        var plain = vaults.server.address().toString().replace("http", "https");
        assertThat(fault(open(plain, good.bundle()), DB).what()).contains("does not speak TLS");
        assertThat(vaults.server.requests())
                .allSatisfy(request -> assertThat(request.headers()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!!", "bm8gY2VydGlmaWNhdGU=", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg=="})
    void refusesAnAuthorityThatIsNone(String bundle) {
        var error = fault(open("https://127.0.0.1:1", bundle), DB);
        assertThat(error.cause()).isEqualTo(Cause.STORE_INVALID);
        assertThat(error.where()).isEqualTo("spec.provider.vault.caBundle");
    }

    private SecretStore open(String server, String bundle) {
        VaultProvider plain = Stores.provider(server, "v2", Stores.token());
        return vaults.open(Stores.trusting(plain, bundle), QUICK);
    }

    /// @return its URL
    private String start(ServerCertificate certificate) throws Exception {
        var server = certificate.server();
        server.createContext("/v1/" + DB_PATH, exchange -> {
            try (exchange) {
                byte[] body = ScriptedVault.secret(1, "{\"a\":\"b\"}").getBytes(UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        servers.add(server);
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }
}
