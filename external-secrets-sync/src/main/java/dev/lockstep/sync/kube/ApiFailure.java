package dev.lockstep.sync.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// Tells why a request to the API server failed, in words that hold nothing of what the server or a library said.
public sealed interface ApiFailure {
    /// The status of the answer; 0 if there was none.
    int code();

    /// A sentence without its end: `the API server refuses the connection`.
    String what();

    /// An order to the reader.
    ///
    /// @param forbidden the order if the account lacks a right
    /// @param notFound the order if something is not there
    String next(String forbidden, String notFound);

    /// Reads it from what a client threw.
    static ApiFailure of(Throwable thrown) {
        if (thrown instanceof KubernetesClientException answered && answered.getCode() > 0) {
            return new Answered(answered.getCode());
        }
        return Unanswered.of(thrown);
    }

    /// An answer that says no.
    record Answered(int code) implements ApiFailure {
        @Override
        public String what() {
            return switch (code) {
                case HttpURLConnection.HTTP_UNAUTHORIZED -> "the API server does not accept the credentials";
                case HttpURLConnection.HTTP_FORBIDDEN -> "the account lacks a right";
                default -> "the API server answers " + code;
            };
        }

        @Override
        public String next(String forbidden, String notFound) {
            return switch (code) {
                case HttpURLConnection.HTTP_UNAUTHORIZED -> "renew the token or certificate that the program goes by";
                case HttpURLConnection.HTTP_FORBIDDEN -> forbidden;
                case HttpURLConnection.HTTP_NOT_FOUND -> notFound;
                default -> "see what the API server logs of it";
            };
        }
    }

    /// No answer that could be read.
    enum Unanswered implements ApiFailure {
        REFUSED("the API server refuses the connection", "see that it runs, and that address and port are right"),
        UNKNOWN_HOST(
                "the name of the API server does not resolve",
                "correct the server's address, or see to the name server"),
        UNTRUSTED(
                "the certificate of the API server is signed by an authority that is not trusted",
                "correct certificate-authority in the kubeconfig, or see that it is the right server"),
        EXPIRED(
                "the certificate of the API server is not valid at this time",
                "have it renewed, or set this machine's clock"),
        OTHER_HOST(
                "the certificate of the API server is for another address",
                "use an address that is in the certificate, or set tls-server-name in the kubeconfig"),
        NO_TLS(
                "the API server and this program agree on no TLS connection",
                "see that the address is that of the API server's port for https"),
        TIMED_OUT(
                "the API server does not answer in time",
                "see that address and port are right, and that no firewall is in between"),
        UNREADABLE(
                "the answer is not that of a Kubernetes API server",
                "see that the address is that of the API server, and not of a proxy or login page"),
        BROKEN("the connection to the API server breaks", "see that the API server can be reached from here");

        private static final int DEPTH = 10;

        private final String what;
        private final String next;

        Unanswered(String what, String next) {
            this.what = what;
            this.next = next;
        }

        /// Reads it from what a client threw for want of an answer.
        public static Unanswered of(Throwable thrown) {
            var chain = Stream.iterate(Optional.of(thrown), Optional::isPresent, one -> one.map(Throwable::getCause))
                    .flatMap(Optional::stream)
                    .limit(DEPTH)
                    .toList();
            for (var one : chain) {
                if (one instanceof NoAnswerException known) {
                    return known.failure();
                }
            }
            if (has(chain, UnresolvedAddressException.class) || has(chain, UnknownHostException.class)) {
                return UNKNOWN_HOST;
            }
            // Before the refusals: a connection that takes too long is one of the JDK's refusals, too.
            if (has(chain, HttpTimeoutException.class)
                    || has(chain, TimeoutException.class)
                    || has(chain, java.net.SocketTimeoutException.class)) {
                return TIMED_OUT;
            }
            if (has(chain, SSLException.class)) {
                return ofTls(chain);
            }
            if (has(chain, JsonProcessingException.class)) {
                return UNREADABLE;
            }
            return has(chain, java.net.ConnectException.class) ? REFUSED : BROKEN;
        }

        private static Unanswered ofTls(List<Throwable> chain) {
            if (has(chain, CertificateExpiredException.class) || has(chain, CertificateNotYetValidException.class)) {
                return EXPIRED;
            }
            if (has(chain, CertPathBuilderException.class)) {
                return UNTRUSTED;
            }
            return has(chain, CertificateException.class) ? OTHER_HOST : NO_TLS;
        }

        private static boolean has(List<Throwable> chain, Class<?> type) {
            return chain.stream().anyMatch(type::isInstance);
        }

        @Override
        public int code() {
            return 0;
        }

        @Override
        public String what() {
            return what;
        }

        @Override
        public String next(String forbidden, String notFound) {
            return next;
        }
    }
}
