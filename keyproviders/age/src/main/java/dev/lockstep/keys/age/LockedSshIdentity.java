package dev.lockstep.keys.age;

import dev.lockstep.keys.Passphrases;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens files with an SSH private key under a passphrase, which is asked for only if the file is encrypted for this
/// key, and once.
final class LockedSshIdentity implements AgeIdentity {
    private final PemBlock block;
    private final SshPublicKey key;
    private final String place;
    private final Passphrases passphrases;
    private @Nullable AgeIdentity unlocked;
    private @Nullable AgeException failure;

    /// @param place names the key to the person who is asked
    LockedSshIdentity(PemBlock block, SshPublicKey key, String place, Passphrases passphrases) {
        this.block = block;
        this.key = key;
        this.place = place;
        this.passphrases = passphrases;
    }

    @Override
    public boolean isInteractive() {
        return true;
    }

    @Override
    public @Nullable FileKey unwrap(List<Stanza> stanzas) {
        return matches(stanzas) ? unlocked().unwrap(stanzas) : null;
    }

    private boolean matches(List<Stanza> stanzas) {
        for (var stanza : stanzas) {
            if (stanza.is(key.type())
                    && !stanza.arguments().isEmpty()
                    && stanza.arguments().getFirst().equals(key.tag())) {
                return true;
            }
        }
        return false;
    }

    private synchronized AgeIdentity unlocked() {
        if (failure != null) {
            throw failure;
        }
        if (unlocked == null) {
            var passphrase = passphrases.ask("Enter passphrase for '" + place + "'");
            try {
                unlocked = checked(SshPrivateKey.unlock(block, passphrase));
            } catch (AgeException e) {
                failure = e;
                throw e;
            } finally {
                Ascii.wipe(passphrase);
            }
        }
        return unlocked;
    }

    private AgeIdentity checked(AgeIdentity identity) {
        var opened = identity instanceof SshRsaIdentity rsa
                ? rsa.publicKey()
                : identity instanceof SshEd25519Identity ed25519 ? ed25519.publicKey() : null;
        if (opened == null || !Arrays.equals(opened.wire(), key.wire())) {
            throw new AgeException(AgeException.Kind.KEY, "the private key does not belong to its public key");
        }
        return identity;
    }
}
