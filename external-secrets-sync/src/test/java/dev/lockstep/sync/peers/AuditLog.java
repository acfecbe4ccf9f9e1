package dev.lockstep.sync.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// What clients asked of an API server. A request stands in it once it is answered; a watch once it has ended.
public final class AuditLog {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    AuditLog(Path file) {
        this.file = file;
    }

    /// @param verb get, list, watch, create, update, patch, delete
    /// @param resource in the plural; with its subresource, `externalsecrets/status`
    /// @param user `system:serviceaccount:NAMESPACE:NAME` of a service account
    /// @param credential which of the user's tokens it was; empty for a certificate
    /// @param name of the object; empty for a list or a creation
    /// @param at when it came in, RFC 3339
    public record Request(
            String verb,
            String resource,
            String namespace,
            String name,
            String user,
            String credential,
            String userAgent,
            String uri,
            int code,
            String at) {}

    /// Those of interest, in the order in which they were answered.
    public List<Request> requests(Predicate<Request> wanted) {
        try (var lines = Files.lines(file)) {
            return lines.map(AuditLog::request).filter(wanted).toList();
        } catch (IOException e) {
            throw new IllegalStateException("no audit log " + file, e);
        }
    }

    public long count(Predicate<Request> wanted) {
        return requests(wanted).size();
    }

    private static Request request(String line) {
        try {
            var event = JSON.readTree(line);
            var object = event.path("objectRef");
            var subresource = object.path("subresource").asText();
            return new Request(
                    event.path("verb").asText(),
                    object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
                    object.path("namespace").asText(),
                    object.path("name").asText(),
                    event.path("user").path("username").asText(),
                    event.path("user")
                            .path("extra")
                            .path("authentication.kubernetes.io/credential-id")
                            .path(0)
                            .asText(),
                    event.path("userAgent").asText(),
                    event.path("requestURI").asText(),
                    event.path("responseStatus").path("code").asInt(),
                    time(event));
        } catch (IOException e) {
            throw new IllegalStateException("an audit log of another form", e);
        }
    }

    private static String time(JsonNode event) {
        return event.path("requestReceivedTimestamp").asText();
    }
}
