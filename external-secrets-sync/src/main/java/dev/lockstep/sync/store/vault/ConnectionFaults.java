package dev.lockstep.sync.store.vault;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.store.StoreException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// Explains why there was no answer, and what to do. Texts of the JDK are only looked at, never passed on.
final class ConnectionFaults {
    private ConnectionFaults() {}

    static StoreException of(Throwable error, URI server) {
        if (has(error, CappedBody.TooLarge.class)) {
            return fault(Cause.TOO_LARGE, "the answer is larger than 8 MiB", server, "check that server is Vault");
        }
        if (has(error, CappedBody.NoRoom.class)) {
            return fault(
                    Cause.THROTTLED,
                    "other large answers fill the memory that the namespace may use",
                    server,
                    "keep smaller secrets there, or give lockstep-sync more memory");
        }
        if (has(error, CappedBody.CutOff.class)) {
            return fault(Cause.ANSWER_INVALID, "the answer broke off", server, "check the proxies before Vault");
        }
        if (has(error, HttpConnectTimeoutException.class)) {
            return fault(
                    Cause.TIMEOUT,
                    "does not take a connection in time",
                    server,
                    "check network policies and firewalls between here and there");
        }
        if (has(error, SSLException.class)) {
            return tls(error, server);
        }
        if (has(error, ConnectException.class)) {
            return fault(Cause.UNREACHABLE, "refuses connections", server, "check that Vault runs and listens there");
        }
        return fault(Cause.UNREACHABLE, "the connection broke", server, "check Vault and the proxies before it");
    }

    /// The deadline is over.
    static StoreException tooSlow(URI server) {
        return fault(Cause.TIMEOUT, "did not answer in time", server, "check the load of Vault and of the network");
    }

    private static StoreException tls(Throwable error, URI server) {
        if (has(error, CertificateExpiredException.class)) {
            return fault(Cause.UNREACHABLE, "the server's certificate has expired", server, "renew it");
        }
        if (has(error, CertificateNotYetValidException.class)) {
            return fault(
                    Cause.UNREACHABLE,
                    "the server's certificate is not valid yet",
                    server,
                    "check the clocks here and there");
        }
        if (has(error, CertPathBuilderException.class)) {
            return fault(
                    Cause.UNREACHABLE,
                    "the server's certificate comes from nobody who is trusted",
                    server,
                    "set caBundle or caProvider to the CA that signed it");
        }
        if (says(error, "subject alternative", "no name matching")) {
            return fault(
                    Cause.UNREACHABLE,
                    "the server's certificate is for another name",
                    server,
                    "set server to a name the certificate has");
        }
        if (has(error, CertificateException.class)) {
            return fault(Cause.UNREACHABLE, "the server's certificate is not good", server, "renew it");
        }
        if (says(error, "unrecognized ssl message")) {
            return fault(Cause.UNREACHABLE, "does not speak TLS", server, "check the port, or write http://");
        }
        if (says(error, "certificate_required", "bad_certificate")) {
            return fault(
                    Cause.UNREACHABLE,
                    "demands a client certificate, which is not served yet",
                    server,
                    "allow connections without one");
        }
        return fault(
                Cause.UNREACHABLE,
                "TLS could not be agreed on",
                server,
                "let Vault offer TLS 1.2 or 1.3 with a usual cipher");
    }

    private static boolean has(Throwable error, Class<? extends Throwable> kind) {
        return causes(error).anyMatch(kind::isInstance);
    }

    private static boolean says(Throwable error, String... words) {
        return causes(error)
                .map(cause -> String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT))
                .anyMatch(text -> Stream.of(words).anyMatch(text::contains));
    }

    private static Stream<Throwable> causes(Throwable error) {
        return Stream.iterate(error, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }

    private static StoreException fault(Cause cause, String what, URI server, String next) {
        return StoreException.passing(new SyncError(cause, what, server.toString(), next));
    }
}
