package dev.lockstep.sync.sink;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says who refused a write, over what, and what to do. The API server's message may quote what was sent, as may those
/// of policies and webhooks: only names and amounts of known forms are taken from the front of it.
///
/// @param what who refuses, without the status of the answer
record Denial(String what, String next) {
    private static final String NAME = "([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)";
    private static final String SUBJECT = "^(?:secrets(?: \"[a-z0-9.-]{1,253}\")? is forbidden: )?";
    private static final String AMOUNT = "[a-z0-9./-]{1,80}=[0-9]{1,18}[A-Za-z]{0,2}";
    private static final String AMOUNTS = "(" + AMOUNT + "(?:," + AMOUNT + "){0,9})";

    private static final Pattern POLICY = Pattern.compile(
            SUBJECT + "ValidatingAdmissionPolicy '" + NAME + "' with binding '" + NAME + "' denied request");
    private static final Pattern WEBHOOK = Pattern.compile(SUBJECT + "admission webhook \"" + NAME + "\" denied");
    private static final Pattern QUOTA = Pattern.compile(SUBJECT + "exceeded quota: " + NAME + ", requested: " + AMOUNTS
            + ", used: " + AMOUNTS + ", limited: " + AMOUNTS + "$");
    private static final Pattern RIGHT =
            Pattern.compile(SUBJECT + "User \"([A-Za-z0-9:@._-]{1,253})\" cannot ([a-z]{1,20}) resource \"secrets\"");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9._/\\[\\]-]{1,300}");

    private static final int MOST_FIELDS = 5;

    /// @param message of the API server
    /// @param status of its answer, as people know it: `403 Forbidden`
    static Denial of(String message, List<ApiError.Detail> details, int code, String status) {
        var named = named(message, status);
        if (named != null) {
            return named;
        }
        if (details.stream().anyMatch(detail -> detail.reason().equals("NamespaceTerminating"))) {
            return new Denial("the namespace is being deleted: " + status, "nothing: what is in it goes with it");
        }
        var fields = details.stream()
                .filter(detail -> FIELD.matcher(detail.field()).matches())
                .map(detail -> detail.field() + " " + verdict(detail.reason()))
                .distinct()
                .limit(MOST_FIELDS)
                .collect(Collectors.joining(", "));
        if (!fields.isEmpty()) {
            return new Denial("the API server refuses the write: " + status + ": " + fields, advice(details));
        }
        return new Denial(
                "the API server refuses the write: " + status,
                code == 403 ? "check the permissions of lockstep-sync, and quotas" : "");
    }

    private static @Nullable Denial named(String message, String status) {
        var policy = POLICY.matcher(message);
        if (policy.find()) {
            return new Denial(
                    "ValidatingAdmissionPolicy " + policy.group(1) + " (binding " + policy.group(3)
                            + ") refuses the write: " + status,
                    "see what it demands with kubectl get validatingadmissionpolicy " + policy.group(1)
                            + " -o yaml, and ask who keeps it");
        }
        var webhook = WEBHOOK.matcher(message);
        if (webhook.find()) {
            return new Denial(
                    "admission webhook " + webhook.group(1) + " refuses the write: " + status,
                    "ask who keeps the webhook what it demands of Secrets");
        }
        var quota = QUOTA.matcher(message);
        if (quota.find()) {
            return new Denial(
                    "ResourceQuota " + quota.group(1) + " refuses the write: requested " + quota.group(3) + ", used "
                            + quota.group(4) + ", limited " + quota.group(5),
                    "delete what nobody needs from the namespace, or have the quota raised");
        }
        var right = RIGHT.matcher(message);
        if (right.find()) {
            return new Denial(
                    "account " + right.group(1) + " may not " + right.group(2) + " Secrets there: " + status,
                    "grant it that, as deploy/cluster-role.yaml does");
        }
        return null;
    }

    private static String verdict(String reason) {
        return switch (reason) {
            case "FieldValueRequired" -> "is required";
            case "FieldValueInvalid", "FieldValueTypeInvalid" -> "is invalid";
            case "FieldValueNotSupported" -> "has a value that is not supported";
            case "FieldValueForbidden" -> "is forbidden";
            case "FieldValueTooLong", "FieldValueTooMany" -> "is too long";
            case "FieldValueDuplicate" -> "is given twice";
            default -> "is refused";
        };
    }

    private static String advice(List<ApiError.Detail> details) {
        return details.stream()
                        .anyMatch(detail -> detail.field().startsWith("data[")
                                && detail.reason().equals("FieldValueRequired"))
                ? "the Secret's type demands these keys: read them too, choose another spec.target.template.type, or delete"
                        + " the Secret to have it created again"
                : "correct what the resource gives for it";
    }
}
