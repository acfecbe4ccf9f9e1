package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads and writes a whole binary age file: a header that wraps a file key for each recipient, then the payload under
/// that key. (c2sp.org/age; behaviour where that leaves a choice: age 1.3)
final class AgeFile {
    private AgeFile() {}

    /// Encrypts for all of the recipients.
    /// @throws AgeException `KEY` if the recipients do not go together or one is unusable, `PLUGIN`
    static byte[] seal(byte[] plaintext, List<AgeRecipient> recipients, Randomness random) {
        try (var fileKey = FileKey.random(random)) {
            var header = AgeHeader.seal(stanzas(fileKey, recipients, random), fileKey);
            return Ascii.join(header.render(), AgePayload.seal(fileKey, plaintext, random));
        }
    }

    /// Finds the file key, and proves with it that the header is as it was written.
    /// @return null if no identity matches a stanza; else closed by the caller
    /// @throws AgeException at the first identity whose stanza is malformed, and if the header was changed
    static @Nullable FileKey unwrap(AgeHeader header, List<? extends AgeIdentity> identities) {
        for (var identity : identities) {
            var fileKey = unwrap(header, identity);
            if (fileKey != null) {
                return fileKey;
            }
        }
        return null;
    }

    static @Nullable FileKey unwrap(AgeHeader header, AgeIdentity identity) {
        return verified(header, identity.unwrap(header.stanzas()));
    }

    /// @param limit how long a plugin may take
    static @Nullable FileKey unwrap(AgeHeader header, AgeIdentity identity, Duration limit) {
        return identity instanceof PluginIdentity plugin
                ? verified(header, plugin.unwrap(header.stanzas(), limit))
                : unwrap(header, identity);
    }

    private static @Nullable FileKey verified(AgeHeader header, @Nullable FileKey fileKey) {
        if (fileKey != null) {
            try {
                header.verify(fileKey);
            } catch (AgeException e) {
                fileKey.close();
                throw e;
            }
        }
        return fileKey;
    }

    private static List<Stanza> stanzas(FileKey fileKey, List<AgeRecipient> recipients, Randomness random) {
        var stanzas = new ArrayList<Stanza>();
        List<String> labels = null;
        for (var recipient : recipients) {
            var wrapping = recipient.wrap(fileKey, random);
            var sorted = new ArrayList<>(wrapping.labels());
            Collections.sort(sorted);
            if (labels != null && !labels.equals(sorted)) {
                throw new AgeException(AgeException.Kind.KEY, reasonForMix(labels, sorted));
            }
            labels = sorted;
            stanzas.addAll(wrapping.stanzas());
        }
        if (stanzas.isEmpty()) {
            throw new AgeException(AgeException.Kind.KEY, "there is no recipient");
        }
        return stanzas;
    }

    private static String reasonForMix(List<String> some, List<String> others) {
        return some.contains(AgeRecipient.POST_QUANTUM) != others.contains(AgeRecipient.POST_QUANTUM)
                ? "post-quantum and classic recipients cannot share a file, which would be open to quantum computers"
                : "the recipients cannot share a file; a passphrase stands alone";
    }
}
