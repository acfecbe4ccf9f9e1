package dev.lockstep.sync.engine;

/// Lists why a resource is out of step: the closed list that conditions, events, logs, metrics and `why` speak in.
public enum Cause {
    /// The resource contradicts itself or holds something that is no name, duration or key.
    SPEC_INVALID("InvalidSpec", Remedy.CHANGE),
    /// The resource uses a part of the API that is kept and not served yet.
    NOT_SERVED("NotServed", Remedy.CHANGE),
    STORE_NOT_FOUND("StoreNotFound", Remedy.CHANGE),
    /// The store's own specification is no good, or a credential it names is missing.
    STORE_INVALID("StoreInvalid", Remedy.CHANGE),
    /// The store may not be used from this namespace, or not for this key.
    STORE_DENIED("StoreDenied", Remedy.CHANGE),
    CREDENTIAL_MISSING("CredentialMissing", Remedy.CHANGE),
    /// The service does not accept the credential.
    AUTH_FAILED("AuthFailed", Remedy.TIME),
    /// The service accepts the credential and refuses this secret to it.
    ACCESS_DENIED("AccessDenied", Remedy.TIME),
    SECRET_NOT_FOUND("SecretNotFound", Remedy.TIME),
    /// The store names a place in the service where nothing keeps secrets.
    MOUNT_NOT_FOUND("MountNotFound", Remedy.TIME),
    /// What keeps secrets there is of another version than the store says.
    KV_VERSION("KvVersionMismatch", Remedy.TIME),
    PROPERTY_NOT_FOUND("PropertyNotFound", Remedy.TIME),
    /// What was found is not what the resource expects: no JSON object, not base64, a null byte.
    VALUE_INVALID("ValueInvalid", Remedy.TIME),
    /// A key is not a valid key of a Secret, or two values claim one key.
    KEY_INVALID("KeyInvalid", Remedy.TIME),
    TOO_LARGE("TooLarge", Remedy.TIME),
    THROTTLED("Throttled", Remedy.TIME),
    SEALED("StoreSealed", Remedy.TIME),
    /// No connection, no name, no trust, an answer of 500 and above.
    UNREACHABLE("StoreUnreachable", Remedy.TIME),
    TIMEOUT("StoreTimeout", Remedy.TIME),
    /// The service answered with something that is not an answer.
    ANSWER_INVALID("AnswerInvalid", Remedy.TIME),
    /// A SOPS file does not open, or its MAC does not match.
    DECRYPTION_FAILED("DecryptionFailed", Remedy.TIME),
    /// The Secret to write into is not there (creation policy Merge).
    TARGET_MISSING("SecretMissing", Remedy.CHANGE),
    /// The Secret belongs to another controller.
    TARGET_FOREIGN("OwnershipConflict", Remedy.CHANGE),
    /// Another field manager has applied the same key.
    FIELD_CONFLICT("FieldConflict", Remedy.TIME),
    /// The Secret is immutable and holds other data.
    TARGET_IMMUTABLE("TargetImmutable", Remedy.CHANGE),
    /// The API server, or an admission webhook, refused the write.
    TARGET_REFUSED("WriteRefused", Remedy.TIME),
    /// The target cannot be reached or written now.
    TARGET_UNREACHABLE("TargetUnreachable", Remedy.TIME),
    /// A bug of ours.
    INTERNAL("InternalError", Remedy.TIME);

    /// What ends it.
    public enum Remedy {
        /// Asking again later may help.
        TIME,
        /// Only a change of the resource, the store, a credential or the target helps; each of them is watched.
        CHANGE
    }

    private final String spelled;
    private final Remedy remedy;

    Cause(String spelled, Remedy remedy) {
        this.spelled = spelled;
        this.remedy = remedy;
    }

    /// As status, events and metrics spell it.
    public String spelled() {
        return spelled;
    }

    public Remedy remedy() {
        return remedy;
    }

    /// Whether it says something about a service, or the credential, as a whole: no other secret of it can be read now
    /// either.
    public boolean isOfService() {
        return switch (this) {
            case STORE_INVALID, CREDENTIAL_MISSING, AUTH_FAILED, THROTTLED, SEALED, UNREACHABLE, TIMEOUT -> true;
            case SPEC_INVALID,
                    NOT_SERVED,
                    STORE_NOT_FOUND,
                    STORE_DENIED,
                    ACCESS_DENIED,
                    SECRET_NOT_FOUND,
                    MOUNT_NOT_FOUND,
                    KV_VERSION,
                    PROPERTY_NOT_FOUND,
                    VALUE_INVALID,
                    KEY_INVALID,
                    TOO_LARGE,
                    ANSWER_INVALID,
                    DECRYPTION_FAILED,
                    TARGET_MISSING,
                    TARGET_FOREIGN,
                    FIELD_CONFLICT,
                    TARGET_IMMUTABLE,
                    TARGET_REFUSED,
                    TARGET_UNREACHABLE,
                    INTERNAL -> false;
        };
    }
}
