package dev.lockstep.sync.store.vault;

import static dev.lockstep.sync.store.vault.Vaults.DB;
import static dev.lockstep.sync.store.vault.Vaults.DB_PATH;
import static dev.lockstep.sync.store.vault.Vaults.QUICK;
import static dev.lockstep.sync.store.vault.Vaults.fault;
import static dev.lockstep.sync.store.vault.Vaults.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.lockstep.sync.api.VaultProvider;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.store.SecretStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
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

    private static Path good;
    private static Path foreign;

    private final List<HttpsServer> servers = new ArrayList<>();
    private final Vaults vaults = new Vaults();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
        vaults.close();
    }

    @BeforeAll
    static void certify() throws Exception {
        good = certificate("good", "ip:127.0.0.1", "-0d", "2");
        foreign = certificate("foreign", "dns:vault.example.com", "-0d", "2");
    }

    @Test
    void trustsTheStoresOwnAuthority() throws Exception {
        assertThat(value(open(start(good), bundle(good, "server")), DB)).isEqualTo("{\"a\":\"b\"}");
    }

    @Test
    void trustsNobodyElse() throws Exception {
        var server = start(good);
        var others = open(server, bundle(foreign, "server"));
        var systems = vaults.open(Stores.provider(server, "v2", Stores.token()), QUICK);
        assertThat(fault(others, DB).what()).contains("nobody who is trusted");
        assertThat(fault(systems, DB).what()).contains("nobody who is trusted");
    }

    @Test
    void tellsAnExpiredCertificate() throws Exception {
        var store = folder.resolve("signed.p12");
        generate(store, "authority", "CN=authority", "-startdate", "-10d", "-validity", "20", "-ext", "bc:c");
        generate(store, "server", "CN=server", "-startdate", "-10d", "-validity", "2", "-signer", "authority");
        assertThat(fault(open(start(store), bundle(store, "authority")), DB).what())
                .contains("has expired");
    }

    @Test
    void tellsAnExpiredAuthority() throws Exception {
        var expired = certificate("expired", "ip:127.0.0.1", "-10d", "2");
        var fault = fault(open("https://127.0.0.1:1", bundle(expired, "server")), DB);
        assertThat(fault.cause()).isEqualTo(Cause.STORE_INVALID);
        assertThat(fault.what()).contains("have expired");
    }

    @Test
    void tellsAWrongName() throws Exception {
        assertThat(fault(open(start(foreign), bundle(foreign, "server")), DB).what())
                .contains("another name");
    }

    @Test
    void doesNotFallBackToPlainText() throws Exception {
        var plain = vaults.server.address().toString().replace("http", "https");
        assertThat(fault(open(plain, bundle(good, "server")), DB).what()).contains("does not speak TLS");
        assertThat(vaults.server.requests())
                .allSatisfy(request -> assertThat(request.headers()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!!", "bm8gY2VydGlmaWNhdGU=", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg=="})
    void refusesAnAuthorityThatIsNone(String bundle) {
        var fault = fault(open("https://127.0.0.1:1", bundle), DB);
        assertThat(fault.cause()).isEqualTo(Cause.STORE_INVALID);
        assertThat(fault.where()).isEqualTo("spec.provider.vault.caBundle");
    }

    private SecretStore open(String server, String bundle) {
        VaultProvider plain = Stores.provider(server, "v2", Stores.token());
        return vaults.open(Stores.trusting(plain, bundle), QUICK);
    }

    private static Path certificate(String name, String subject, String start, String days) throws Exception {
        var store = folder.resolve(name + ".p12");
        generate(store, "server", "CN=" + name, "-startdate", start, "-validity", days, "-ext", "san=" + subject);
        return store;
    }

    /// Makes a key with a certificate, signed by itself unless the options name a signer.
    private static void generate(Path store, String alias, String name, String... options) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString(),
                "-alias",
                alias,
                "-dname",
                name));
        command.addAll(List.of(options));
        var keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    private static KeyStore load(Path store) throws Exception {
        return KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    }

    private static String bundle(Path store, String alias) throws Exception {
        var pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(load(store).getCertificate(alias).getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        return Base64.getEncoder().encodeToString(pem.getBytes(UTF_8));
    }

    /// @return its URL
    private String start(Path store) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        var pair = load(store);
        if (pair.containsAlias("authority")) {
            pair.deleteEntry("authority");
        }
        keys.init(pair, "changeit".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
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
