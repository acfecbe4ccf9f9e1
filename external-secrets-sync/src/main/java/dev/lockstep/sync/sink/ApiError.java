package dev.lockstep.sync.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.SyncError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Interprets an error of the API server. Its message may quote what was sent, so nothing of it is passed on but names
/// of a known form.
///
/// @param reason the API server's word for it, `Invalid`
/// @param kind of the object that it is about, `namespaces`; empty if it does not say
/// @param denial who refused, and why
/// @param pause that the API server asks for; zero if it does not
record ApiError(int code, String reason, String kind, Denial denial, List<Detail> details, Duration pause) {
    private static final Pattern MANAGER = Pattern.compile("^conflict with \"([^\"]{1,128})\"( .*)?$");
    private static final Pattern REASON = Pattern.compile("[A-Za-z]{1,64}");
    private static final String FIELD_CONFLICT = "FieldManagerConflict";

    /// @param field the path in the object, `.data.password`
    record Detail(String reason, String field, String message) {}

    /// @param body lent
    static ApiError of(int code, byte[] body, Duration pause) {
        try {
            return of(code, SecretMeta.JSON.readTree(body), pause);
        } catch (IOException e) {
            return of(code, MissingNode.getInstance(), pause);
        }
    }

    private static ApiError of(int code, JsonNode status, Duration pause) {
        var details = new ArrayList<Detail>();
        for (var cause : status.path("details").path("causes")) {
            details.add(new Detail(
                    cause.path("reason").asText(),
                    cause.path("field").asText(),
                    cause.path("message").asText()));
        }
        var told = status.path("reason").asText();
        var reason = REASON.matcher(told).matches() ? told : "";
        return new ApiError(
                code,
                reason,
                status.path("details").path("kind").asText(),
                Denial.of(status.path("message").asText(), details, code, spelled(code, reason)),
                details,
                pause);
    }

    private List<Detail> conflicts() {
        return details.stream()
                .filter(detail -> detail.reason().equals(FIELD_CONFLICT))
                .toList();
    }

    boolean isFieldConflict() {
        return code == 409 && !conflicts().isEmpty();
    }

    /// Whether all that stands in the way are edits by hand, and nobody's applied spec.
    boolean mayBeForced(String manager) {
        return conflicts().stream().allMatch(conflict -> {
            var other = MANAGER.matcher(conflict.message());
            return other.matches() && (other.group(1).equals(manager) && other.group(2) != null || isByHand(other));
        });
    }

    /// The API server names the version only of those who did not apply. The keys of another spec are its own even
    /// where it created them.
    private static boolean isByHand(Matcher other) {
        return other.group(2) != null && !OwnershipLabels.isManager(other.group(1));
    }

    /// Whether the object is another one, or in another state, than the request was made for.
    boolean isChanged() {
        return code == 409 || code == 404 && !isWithoutNamespace() || code == 422 && about("metadata.uid");
    }

    private boolean isWithoutNamespace() {
        return code == 404 && kind.equals("namespaces");
    }

    private boolean about(String field) {
        return details.stream().anyMatch(detail -> detail.field().equals(field));
    }

    private boolean isImmutable() {
        return code == 422
                && (about("data") || about("immutable"))
                && details.stream().anyMatch(detail -> detail.message().contains("immutable"));
    }

    /// @param where the Secret
    TargetException failure(String where) {
        if (isFieldConflict()) {
            return new TargetException(new SyncError(
                    Cause.FIELD_CONFLICT,
                    others() + " has applied " + fields(),
                    where,
                    "take the key away from one of the two, or let the other apply it no more"));
        }
        if (isChanged()) {
            return changed(where);
        }
        if (isImmutable()) {
            return new TargetException(new SyncError(
                    Cause.TARGET_IMMUTABLE,
                    "the Secret is immutable",
                    where,
                    "delete the Secret to have it created again, or write to another"));
        }
        if (code == 422 && about("type")) {
            return new TargetException(new SyncError(
                    Cause.TARGET_IMMUTABLE,
                    "the Secret is of another type, and that stays so",
                    where,
                    "delete the Secret to have it created again, or write to another"));
        }
        if (isWithoutNamespace()) {
            return new TargetException(new SyncError(
                    Cause.TARGET_REFUSED,
                    "there is no such namespace in the cluster",
                    where,
                    "create the namespace, or correct metadata.namespace"));
        }
        if (code == 413) {
            return new TargetException(
                    new SyncError(Cause.TOO_LARGE, "the Secret is too large for the API server", where, "split it"));
        }
        if (code == 401 || code == 429 || code >= 500) {
            return TargetException.after(
                    new SyncError(
                            Cause.TARGET_UNREACHABLE, "the API server answers " + spelled(code, reason), where, ""),
                    pause);
        }
        return new TargetException(new SyncError(Cause.TARGET_REFUSED, denial.what(), where, denial.next()));
    }

    /// The Secret is not in the state that a decision was made on.
    static TargetException changed(String where) {
        return TargetException.changed(new SyncError(
                Cause.TARGET_UNREACHABLE, "the Secret changed meanwhile", where, "wait for the next try"));
    }

    private static String spelled(int code, String reason) {
        return reason.isEmpty() ? Integer.toString(code) : code + " " + reason;
    }

    /// Those who are not overwritten.
    private List<Detail> obstacles() {
        return conflicts().stream()
                .filter(conflict -> {
                    var other = MANAGER.matcher(conflict.message());
                    return !other.matches() || !isByHand(other);
                })
                .toList();
    }

    private String others() {
        return obstacles().stream()
                .map(conflict -> MANAGER.matcher(conflict.message()))
                .map(other -> other.matches() ? other.group(1) : "another manager")
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private String fields() {
        return obstacles().stream().map(Detail::field).distinct().collect(Collectors.joining(", "));
    }
}
