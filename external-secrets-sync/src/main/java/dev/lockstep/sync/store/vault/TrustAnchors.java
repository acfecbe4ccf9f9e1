package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.Credentials;
import dev.lockstep.sync.store.Credentials.KeyRef;
import dev.lockstep.sync.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Holds the certificates by which a server is trusted.
sealed interface TrustAnchors {
    /// Those of the system.
    record System() implements TrustAnchors {}

    /// Only those of the store.
    ///
    /// @param base64 of PEM: `caBundle`
    record Bundle(String base64) implements TrustAnchors {}

    /// Only those that stand in a key of the cluster, in PEM: `caProvider`.
    record Kept(KeyRef key) implements TrustAnchors {}

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
            for (var certificate : certificates(pem, place)) {
                trusted.setCertificateEntry("ca" + trusted.size(), certificate);
            }
        } catch (IOException e) {
            throw new IllegalStateException("no empty key store", e);
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /// Those that are valid now: the JDK would trust an authority beyond its end.
    private static List<X509Certificate> certificates(byte[] pem, String place) {
        List<X509Certificate> valid = new ArrayList<>();
        boolean expired = false;
        try {
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                var authority = (X509Certificate) certificate;
                if (authority.getNotAfter().toInstant().isBefore(Instant.now())) {
                    expired = true;
                } else {
                    valid.add(authority);
                }
            }
        } catch (CertificateException e) {
            throw invalid(place);
        }
        if (valid.isEmpty()) {
            throw expired ? expired(place) : invalid(place);
        }
        return valid;
    }

    private static StoreException expired(String place) {
        return StoreException.lasting(new SyncError(
                Cause.STORE_INVALID, "the certificates have expired", place, "put the server's present CA there"));
    }

    private static StoreException invalid(String place) {
        return StoreException.lasting(
                new SyncError(Cause.STORE_INVALID, "holds no certificates in PEM", place, "put the server's CA there"));
    }
}
