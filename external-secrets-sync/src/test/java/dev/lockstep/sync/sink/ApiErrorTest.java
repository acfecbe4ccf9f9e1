package dev.lockstep.sync.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiErrorTest {
    private static final String US = "externalsecrets.external-secrets.io/es";

    private static ApiError refusal(int code, String body) {
        return ApiError.of(code, body.getBytes(UTF_8), Duration.ZERO);
    }

    private static ApiError conflict(String... messages) {
        var causes = new StringBuilder();
        for (var message : messages) {
            causes.append(causes.isEmpty() ? "" : ",")
                    .append(
                            "{\"reason\":\"FieldManagerConflict\",\"field\":\".data.password\",\"message\":\"conflict with ")
                    .append(message.replace("\"", "\\\""))
                    .append("\"}");
        }
        return refusal(409, "{\"reason\":\"Conflict\",\"details\":{\"causes\":[" + causes + "]}}");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    409, Conflict,            , TARGET_UNREACHABLE, true
                    409, AlreadyExists,       , TARGET_UNREACHABLE, true
                    404, NotFound,            , TARGET_UNREACHABLE, true
                    422, Invalid, metadata.uid, TARGET_UNREACHABLE, true
                    422, Invalid, data[x],      TARGET_REFUSED,     false
                    422, Invalid, data,         TARGET_IMMUTABLE,   false
                    403, Forbidden,           , TARGET_REFUSED,     false
                    400, BadRequest,          , TARGET_REFUSED,     false
                    401, Unauthorized,        , TARGET_UNREACHABLE, false
                    413, RequestEntityTooLarge, , TOO_LARGE,        false
                    429, TooManyRequests,     , TARGET_UNREACHABLE, false
                    503, ServiceUnavailable,  , TARGET_UNREACHABLE, false
                    504, Timeout,             , TARGET_UNREACHABLE, false
                    """)
    void hasACauseForEachAnswer(int code, String reason, String field, Cause cause, boolean reread) {
        var body = "{\"reason\":\"" + reason + "\",\"message\":\"canary\",\"details\":{\"causes\":[{\"field\":\""
                + field + "\",\"message\":\"canary: field is immutable when `immutable` is set\"}]}}";
        var failure = refusal(code, body).failure("shop/db");
        assertThat(failure.error().cause()).isEqualTo(cause);
        assertThat(failure.reread()).isEqualTo(reread);
        assertThat(failure.error().toString()).doesNotContain("canary");
    }

    @Test
    void aMissingNamespaceIsNoSecretThatChanged() {
        var failure = refusal(404, "{\"reason\":\"NotFound\",\"details\":{\"name\":\"shop\",\"kind\":\"namespaces\"}}")
                .failure("shop/db");
        assertThat(failure.reread()).isFalse();
        assertThat(failure.error().line()).isEqualTo("shop/db: there is no such namespace in the cluster");
    }

    @Test
    void anotherTypeIsToldAsSuch() {
        var body = "{\"reason\":\"Invalid\",\"details\":{\"causes\":[{\"field\":\"type\",\"message\":\"canary\"}]}}";
        var error = refusal(422, body).failure("shop/db").error();
        assertThat(error.cause()).isEqualTo(Cause.TARGET_IMMUTABLE);
        assertThat(error.line()).isEqualTo("shop/db: the Secret is of another type, and that stays so");
    }

    @Test
    void namesTheWebhookAndNothingOfWhatItSaid() {
        var error = refusal(
                        400,
                        "{\"reason\":\"canary!\",\"message\":\"admission webhook \\\"policy.example.org\\\" denied the"
                                + " request: password canary is weak\"}")
                .failure("shop/db")
                .error();
        assertThat(error.what()).isEqualTo("admission webhook policy.example.org refuses the write: 400");
        assertThat(error.toString()).doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            422 | ValidatingAdmissionPolicy 'no-password' with binding 'all-teams' denied request: canary     | ValidatingAdmissionPolicy no-password (binding all-teams) refuses the write: 422 Invalid | kubectl get validatingadmissionpolicy no-password
            403 | exceeded quota: few, requested: count/secrets=1, used: count/secrets=5, limited: count/secrets=5 | ResourceQuota few refuses the write: requested count/secrets=1, used count/secrets=5, limited count/secrets=5 | quota raised
            403 | User "system:serviceaccount:ops:sync" cannot patch resource "secrets" in API group "" in the namespace "shop" | account system:serviceaccount:ops:sync may not patch Secrets there: 403 Forbidden | cluster-role.yaml
            403 | canary exceeded quota: canary, requested: a=1                                                | the API server refuses the write: 403 Forbidden | permissions
            """)
    void saysWhoRefusesAndWhatToDoAndNothingElseOfWhatWasSaid(int code, String message, String what, String next) {
        var status = SecretMeta.JSON.createObjectNode();
        status.put("reason", code == 422 ? "Invalid" : "Forbidden");
        status.put("message", "secrets \"db\" is forbidden: " + message);
        var error = refusal(code, status.toString()).failure("shop/db").error();
        assertThat(error.cause()).isEqualTo(Cause.TARGET_REFUSED);
        assertThat(error.what()).isEqualTo(what);
        assertThat(error.next()).contains(next);
        assertThat(error.toString()).doesNotContain("canary");
    }

    @Test
    void namesTheFieldsThatTheApiServerMinds() {
        var error = refusal(422, """
                        {"reason":"Invalid","message":"canary","details":{"causes":[
                        {"reason":"FieldValueRequired","message":"canary","field":"data[tls.crt]"},
                        {"reason":"FieldValueInvalid","message":"canary","field":"metadata.labels"},
                        {"reason":"FieldValueInvalid","message":"canary","field":"no field: canary"}]}}""").failure("shop/db").error();
        assertThat(error.what())
                .isEqualTo("the API server refuses the write: 422 Invalid: data[tls.crt] is required,"
                        + " metadata.labels is invalid");
        assertThat(error.next()).startsWith("the Secret's type demands these keys");
        assertThat(error.toString()).doesNotContain("canary");
    }

    @Test
    void saysThatANamespaceIsOnItsWayOut() {
        var error = refusal(403, """
                        {"reason":"Forbidden","message":"x","details":{"causes":[
                        {"reason":"NamespaceTerminating","message":"namespace shop is being terminated",\
                        "field":"metadata.namespace"}]}}""").failure("shop/db").error();
        assertThat(error.what()).isEqualTo("the namespace is being deleted: 403 Forbidden");
    }

    @Test
    void saysHowLongTheApiServerWantsPeace() {
        var refusal = ApiError.of(429, "busy".getBytes(UTF_8), Duration.ofSeconds(7));
        assertThat(refusal.failure("shop/db").pause()).isEqualTo(Duration.ofSeconds(7));
        assertThat(refusal.failure("shop/db").error().what()).isEqualTo("the API server answers 429");
    }

    @Test
    void forcesEditsByHandOnly() {
        assertThat(conflict("\"kubectl-edit\" using v1 at 2026-11-24T12:00:00Z").mayBeForced(US))
                .isTrue();
        assertThat(conflict("\"" + US + "\" using v1").mayBeForced(US)).isTrue();
        assertThat(conflict("\"externalsecrets.external-secrets.io/other\" using v1")
                        .mayBeForced(US))
                .isFalse();
        assertThat(conflict("\"lockstep-sync/other\" using v1").mayBeForced(US)).isFalse();
        assertThat(conflict("\"helm\"").mayBeForced(US)).isFalse();
        assertThat(conflict("\"kubectl-edit\" using v1", "\"helm\"").mayBeForced(US))
                .isFalse();
        assertThat(conflict("something else").mayBeForced(US)).isFalse();
    }

    @Test
    void namesWhoAppliedTheKey() {
        var error = conflict("\"kubectl-edit\" using v1", "\"helm\"")
                .failure("shop/db")
                .error();
        assertThat(error.cause()).isEqualTo(Cause.FIELD_CONFLICT);
        assertThat(error.what()).isEqualTo("helm has applied .data.password");
    }
}
