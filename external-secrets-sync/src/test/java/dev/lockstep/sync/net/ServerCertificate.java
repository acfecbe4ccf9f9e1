package dev.lockstep.sync.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A key and a certificate for a server on loopback, made by the JDK's `keytool`.
public final class ServerCertificate {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path store;
    private final String authority;

    private ServerCertificate(Path store, String authority) {
        this.store = store;
        this.authority = authority;
    }

    /// Signed by itself.
    ///
    /// @param subject for whom: `ip:127.0.0.1`
    /// @param start of its life, from now: `-10d`
    /// @param days of its life
    public static ServerCertificate selfSigned(Path folder, String name, String subject, String start, int days)
            throws IOException, InterruptedException {
        var store = folder.resolve(name + ".p12");
        generate(store, "server", "-startdate", start, "-validity", "" + days, "-ext", "san=" + subject);
        return new ServerCertificate(store, "server");
    }

    /// For `127.0.0.1`, over for eight days, signed by an authority that still lives.
    public static ServerCertificate expired(Path folder) throws IOException, InterruptedException {
        var store = folder.resolve("signed.p12");
        generate(store, "authority", "-startdate", "-10d", "-validity", "20", "-ext", "bc:c");
        generate(
                store,
                "server",
                "-startdate",
                "-10d",
                "-validity",
                "2",
                "-ext",
                "san=ip:127.0.0.1",
                "-signer",
                "authority");
        return new ServerCertificate(store, "authority");
    }

    private static void generate(Path store, String alias, String... options) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString(),
                "-alias",
                alias,
                "-dname",
                "CN=" + alias + " " + store.getFileName()));
        command.addAll(List.of(options));
        var keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    /// The certificate of whoever signed it, in PEM.
    public String authority() throws IOException, GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(load().getCertificate(authority).getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    /// The same in base64, as manifests and kubeconfigs hold it.
    public String bundle() throws IOException, GeneralSecurityException {
        return Base64.getEncoder().encodeToString(authority().getBytes(US_ASCII));
    }

    /// A server on loopback that shows this certificate; it answers nothing and is not started yet.
    public HttpsServer server() throws IOException, GeneralSecurityException {
        var pair = load();
        if (!authority.equals("server")) {
            pair.deleteEntry(authority);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(pair, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD);
    }
}
