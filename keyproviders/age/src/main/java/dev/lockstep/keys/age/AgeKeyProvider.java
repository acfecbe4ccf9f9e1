package dev.lockstep.keys.age;

import dev.lockstep.keys.KeyMaker;
import dev.lockstep.keys.KeyProvider;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.NewKey;
import dev.lockstep.keys.ProviderEnvironment;
import dev.lockstep.keys.UnwrapBudget;
import dev.lockstep.keys.WrappedKey;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Wraps and unwraps data keys with master keys of kind `age`: each wraps the data key as a small armored age file for
/// one recipient. Which identities open it, and where they come from, is told at [IdentitySource].
public final class AgeKeyProvider implements KeyProvider, KeyMaker {
    static final String ID = "age";

    /// Far more than any header that age 1.3 accepts, in armor.
    private static final int MAX_ARMOR_CHARACTERS = 4 << 20;
    /// Far more than a data key; the core checks its exact length.
    private static final int MAX_DATA_KEY_BYTES = 64 * 1024;

    private final ProviderEnvironment environment;
    private final IdentitySearch identities;

    public AgeKeyProvider(ProviderEnvironment environment) {
        this.environment = environment;
        this.identities = new IdentitySearch(environment);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean canTry(MasterKey key) {
        return identities.hasAny();
    }

    /// Not local is what a command or a plugin may have to open; but without any identity there is nothing to wait for.
    @Override
    public boolean isLocal(MasterKey key) {
        var recipient = key.field("recipient");
        var needsPlugin =
                recipient.startsWith("age1") && recipient.lastIndexOf('1') > 3 && !recipient.startsWith("age1pq1");
        return !needsPlugin && !identities.hasCommand() || !identities.hasAny();
    }

    @Override
    public String remedy(MasterKey key) {
        return key.field("recipient").startsWith("ssh-")
                ? "set SOPS_AGE_SSH_PRIVATE_KEY_FILE to the path of the private key"
                : "set SOPS_AGE_KEY_FILE to the path of a file that holds a matching identity";
    }

    @Override
    public NewKey make() {
        var identity = AgeIdentity.generate(environment.random());
        return NewKey.owning(identity.recipient(), identity.encoded());
    }

    @Override
    public WrappedKey wrap(DataKey dataKey, MasterKey key, Duration limit) {
        var text = key.field("recipient").strip();
        AgeRecipient recipient;
        try {
            recipient = AgeRecipient.parse(text, new Plugins(environment, limit));
        } catch (AgeException e) {
            throw new LockstepException(
                    Kind.RECIPIENT_INVALID, "age: " + e.getMessage(), place(text), "correct the recipient");
        }
        try {
            var file = dataKey.lend(bytes -> AgeFile.seal(bytes, List.of(recipient), environment.random()));
            return new WrappedKey(key, new String(Armor.encode(file), StandardCharsets.US_ASCII), "");
        } catch (AgeException e) {
            throw new LockstepException(Kind.KEY_NOT_WRAPPED, "age: " + e.getMessage(), place(text), "");
        }
    }

    @Override
    public Unwrapped unwrap(WrappedKey wrapped, Duration limit) {
        return unwrap(wrapped, limit, new UnwrapBudget());
    }

    @Override
    public Unwrapped unwrap(WrappedKey wrapped, Duration limit, UnwrapBudget budget) {
        try {
            if (wrapped.enc().length() > MAX_ARMOR_CHARACTERS) {
                return new Unwrapped.NotOurs("the age file is longer than 4 MiB");
            }
            var file = Armor.decode(Ascii.bytes(wrapped.enc()));
            var header = AgeHeader.parse(file);
            var outcome = identities.find(header, wrapped.key().field("recipient"), limit, budget);
            try (var fileKey = outcome.fileKey()) {
                if (fileKey == null) {
                    return outcome.pluginFailed()
                            ? new Unwrapped.Unreachable(outcome.reason(), outcome.sources())
                            : new Unwrapped.NotOurs(outcome.reason(), outcome.sources());
                }
                return new Unwrapped.Opened(
                        DataKey.owning(AgePayload.openAll(fileKey, file, header.length(), MAX_DATA_KEY_BYTES)));
            }
        } catch (AgeException e) {
            return new Unwrapped.NotOurs("the age file is damaged: " + e.getMessage());
        }
    }

    /// The whole recipient. A text that might hold a private key is not quoted at all.
    private static String place(String recipient) {
        boolean known = recipient.startsWith("age1") || recipient.startsWith("ssh-");
        return known && !recipient.contains("SECRET") ? recipient : "";
    }
}
