package dev.lockstep.sync.engine;

import dev.lockstep.problem.Problem;
import dev.lockstep.problem.ProblemText;
import java.util.List;

/// Describes what keeps a resource out of step, where, and what to do. Holds no value, key or credential: safe for
/// status, events and logs.
///
/// @param what lower case, no full stop
/// @param where the place in the resource or file, `spec.data[0]`; empty when there is none
/// @param next an order to the reader; empty when there is nothing to add
/// @param causes one line for each of several causes, whole
public record SyncError(Cause cause, String what, String where, String next, List<String> causes) {
    /// So that a status and an event can hold it, whatever names it repeats.
    private static final int LONGEST = 300;

    public SyncError {
        what = brief(what);
        where = brief(where);
        next = brief(next);
        causes = List.copyOf(causes);
    }

    public SyncError(Cause cause, String what, String where, String next) {
        this(cause, what, where, next, List.of());
    }

    private static String brief(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /// A problem of a secret file or of the target directory, in this list's words.
    public static SyncError of(Problem problem) {
        var cause = switch (problem.kind()) {
            case USAGE, CONFLICTING_PARAMETERS, ENCRYPTION_CONTEXT_INVALID -> Cause.SPEC_INVALID;
            case FILE_NOT_FOUND -> Cause.SECRET_NOT_FOUND;
            case FILE_UNREADABLE -> Cause.UNREACHABLE;
            case INPUT_MALFORMED,
                    ENCRYPTED_INPUT_MALFORMED,
                    NO_DOCUMENT,
                    NOT_EMITTABLE,
                    CONFIG_INVALID,
                    RECIPIENT_INVALID,
                    KEY_NOT_WRAPPED,
                    VALUE_NOT_ENCRYPTABLE,
                    ALREADY_ENCRYPTED,
                    DUPLICATE_DECRYPTION_ORDER -> Cause.VALUE_INVALID;
            case VALUE_NOT_DECRYPTABLE, METADATA_NOT_FOUND, METADATA_INVALID, MAC_MISMATCH, NO_KEY_OPENED_FILE ->
                Cause.DECRYPTION_FAILED;
            case PATH_MALFORMED, PATH_NOT_FOUND -> Cause.PROPERTY_NOT_FOUND;
            case OUTPUT_UNWRITABLE, FILE_CHANGED_MEANWHILE -> Cause.TARGET_UNREACHABLE;
        };
        return new SyncError(cause, problem.what(), problem.where(), problem.next(), problem.causes());
    }

    /// The same fault seen from a wider place.
    public SyncError in(String place) {
        return new SyncError(cause, what, where.isEmpty() ? place : place + ": " + where, next, causes);
    }

    /// The headline that every face prints, control characters escaped: `WHERE: WHAT`.
    public String line() {
        return Problem.escaped(where.isEmpty() ? what : where + ": " + what);
    }

    /// The line with its causes behind it, whole: `WHERE: WHAT: CAUSE; CAUSE`.
    public String lineWithCauses() {
        return ProblemText.oneLine(line(), causes);
    }
}
