package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fault;
import dev.lockstep.sync.store.Credentials;
import dev.lockstep.sync.store.Credentials.KeyRef;
import dev.lockstep.sync.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// By which certificates a server is trusted.
sealed interface Trust {
    /// Those of the system.
    record System() implements Trust {}

    /// Only those of the store.
    ///
    /// @param base64 of PEM: `caBundle`
    record Bundle(String base64) implements Trust {}

    /// Only those that stand in a key of the cluster, in PEM: `caProvider`.
    record Kept(KeyRef key) implements Trust {}

    /// @throws StoreException `STORE_INVALID`, or why the key cannot be read
    default SSLContext context(Credentials credentials) {
        try {
            return switch (this) {
                case System _ -> SSLContext.getDefault();
                case Bundle(var base64) -> trusting(decoded(base64), "spec.provider.vault.caBundle");
                case Kept(var key) -> {
                    try (var pem = credentials.read(key)) {
                        yield trusting(pem.lent(), key.toString());
                    }
                }
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw invalid("spec.provider.vault.caBundle");
        }
    }

    private static SSLContext trusting(byte[] pem, String place) throws GeneralSecurityException {
        var trusted = KeyStore.getInstance("PKCS12");
        try {
            trusted.load(null, null);
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                trusted.setCertificateEntry("ca" + trusted.size(), certificate);
            }
        } catch (GeneralSecurityException | IOException e) {
            throw invalid(place);
        }
        if (trusted.size() == 0) {
            throw invalid(place);
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static StoreException invalid(String place) {
        return StoreException.lasting(
                new Fault(Cause.STORE_INVALID, "holds no certificates in PEM", place, "put the server's CA there"));
    }
}
