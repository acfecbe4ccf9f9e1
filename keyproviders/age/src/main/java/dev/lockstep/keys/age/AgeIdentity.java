package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens files that are encrypted for it.
public sealed interface AgeIdentity
        permits X25519Identity,
                HybridIdentity,
                ScryptIdentity,
                SshEd25519Identity,
                SshRsaIdentity,
                PluginIdentity,
                LockedSshIdentity,
                LockedIdentityFile {
    /// A new pair of keys of the usual kind.
    static X25519Identity generate(Randomness random) {
        return X25519Identity.random(random);
    }

    /// Looks for a stanza of ours and opens it.
    /// @return the file key, which the caller closes, or null if no stanza is for this identity
    /// @throws AgeException `HEADER` if a stanza of our type is malformed, `KEY` or `PLUGIN` if the identity does not
    /// work
    @Nullable
    FileKey unwrap(List<Stanza> stanzas);

    /// Whether trying it may ask a person or start a program, so that it is tried last.
    default boolean isInteractive() {
        return false;
    }

    /// Decodes the secret text of an identity whose prefix must be `prefix` exactly; the caller wipes the result.
    /// @throws AgeException `KEY`, quoting nothing
    static byte[] decode(byte[] text, String prefix) {
        var decoded = Bech32.decode(text);
        if (decoded == null) {
            throw new AgeException(AgeException.Kind.KEY, "an identity is not well-formed, or its checksum is wrong");
        }
        if (!decoded.prefix().equals(prefix)) {
            Ascii.wipe(decoded.data());
            throw new AgeException(AgeException.Kind.KEY, "an identity is of an unknown type");
        }
        return decoded.data();
    }
}
