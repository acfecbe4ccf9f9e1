package dev.lockstep.sync.proof;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A [FaultProxy] before an API server: it ends TLS with the API server's own certificate, so that clients trust it as
/// they trust the API server, and speaks TLS to the API server itself. Clients show who they are by tokens, which pass.
final class TlsProxy {
    private static final char[] NO_PASSWORD = {};

    private TlsProxy() {}

    /// @param pki the folder with `ca.crt`, `apiserver.crt` and `apiserver.key`
    static FaultProxy before(Path pki, URI server) throws IOException {
        try {
            var context = context(pki);
            return new FaultProxy(
                    context.getServerSocketFactory(),
                    context.getSocketFactory(),
                    new InetSocketAddress(server.getHost(), server.getPort()));
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate in " + pki, e);
        }
    }

    /// With the same certificate, before a server that speaks no TLS.
    static FaultProxy beforePlain(Path pki, int port) throws IOException {
        try {
            return new FaultProxy(
                    context(pki).getServerSocketFactory(),
                    SocketFactory.getDefault(),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate in " + pki, e);
        }
    }

    private static SSLContext context(Path pki) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", certificate(pki.resolve("ca.crt")));
        var key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8(pki.resolve("apiserver.key"))));
        store.setKeyEntry("server", key, NO_PASSWORD, new Certificate[] {certificate(pki.resolve("apiserver.crt"))});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    /// The key as openssl wrote it (SEC1), in the form that Java reads.
    private static byte[] pkcs8(Path file) throws IOException {
        var process = new ProcessBuilder("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", file.toString()).start();
        var pem = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }
}
