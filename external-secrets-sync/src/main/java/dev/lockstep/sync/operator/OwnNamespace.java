package dev.lockstep.sync.operator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the namespace of this Pod: where its Lease is, if no other is named. In a pod it is the pod's, elsewhere that
/// of the account that the program goes by, since that is where the account's rights to a Lease are.
final class OwnNamespace {
    /// Where the kubelet tells a pod its namespace.
    static final Path OF_POD = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
    private static final JsonFactory JSON = new JsonFactory();

    private OwnNamespace() {}

    /// The first that is known of: `POD_NAMESPACE`, the pod's file, the account of the token, the context of the
    /// kubeconfig; else `default`, as for kubectl.
    static String of(Map<String, String> environment, Path ofPod, Config config) {
        return Stream.<Supplier<@Nullable String>>of(
                        () -> environment.get("POD_NAMESPACE"),
                        () -> read(ofPod),
                        () -> ofAccount(config.getOauthToken()),
                        () -> ofAccount(config.getAutoOAuthToken()),
                        config::getNamespace)
                .map(Supplier::get)
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .map(String::strip)
                .orElse("default");
    }

    private static String read(Path ofPod) {
        try {
            return Files.isRegularFile(ofPod) ? Files.readString(ofPod) : "";
        } catch (IOException e) {
            return "";
        }
    }

    /// The namespace in the subject of a service account's token. Nothing is proven by that: the API server proves it
    /// with each request.
    ///
    /// @return empty if the token is of another kind
    private static String ofAccount(@Nullable String token) {
        var parts = token == null ? new String[0] : token.split("\\.");
        if (parts.length != 3) {
            return "";
        }
        try {
            var subject = subject(Base64.getUrlDecoder().decode(parts[1].getBytes(StandardCharsets.US_ASCII)));
            int end = subject.indexOf(':', SERVICE_ACCOUNT.length());
            return subject.startsWith(SERVICE_ACCOUNT) && end > 0
                    ? subject.substring(SERVICE_ACCOUNT.length(), end)
                    : "";
        } catch (IOException | IllegalArgumentException e) {
            return "";
        }
    }

    private static String subject(byte[] claims) throws IOException {
        try (var parser = JSON.createParser(claims)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean found = parser.currentName().equals("sub");
                    if (parser.nextToken() == JsonToken.VALUE_STRING && found) {
                        return parser.getText();
                    }
                    parser.skipChildren();
                }
            }
            return "";
        }
    }
}
