package dev.lockstep.keys.age;

import dev.lockstep.keys.Passphrases;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An identity file that is itself an age file under a passphrase, which is asked for once.
final class LockedIdentityFile implements AgeIdentity {
    private static final int MAX_BYTES = 1 << 20;

    private final byte[] file;
    private final String place;
    private final Passphrases passphrases;
    private final IdentityFile format;
    private @Nullable List<AgeIdentity> identities;
    private @Nullable AgeException failure;

    /// @param file binary or armored
    /// @param place names the file to the person who is asked
    LockedIdentityFile(byte[] file, String place, Passphrases passphrases, IdentityFile format) {
        this.file = file;
        this.place = place;
        this.passphrases = passphrases;
        this.format = format;
    }

    /// Whether the text is an age file rather than a list of identities.
    static boolean isOne(byte[] text) {
        return Ascii.startsWith(text, 0, text.length, "age-encryption")
                || Ascii.startsWith(text, 0, text.length, "-----BEGIN AGE");
    }

    @Override
    public boolean isInteractive() {
        return true;
    }

    @Override
    public @Nullable FileKey unwrap(List<Stanza> stanzas) {
        for (var identity : identities()) {
            var fileKey = identity.unwrap(stanzas);
            if (fileKey != null) {
                return fileKey;
            }
        }
        return null;
    }

    private synchronized List<AgeIdentity> identities() {
        if (failure != null) {
            throw failure;
        }
        if (identities == null) {
            try {
                identities = open();
            } catch (AgeException e) {
                failure = new AgeException(e.kind(), "'" + place + "': " + e.getMessage());
                throw failure;
            }
        }
        return identities;
    }

    private List<AgeIdentity> open() {
        var binary = Armor.isArmored(file) ? Armor.decode(file) : file;
        var header = AgeHeader.parse(binary);
        if (header.stanzas().size() != 1 || !header.has(ScryptRecipient.TYPE)) {
            throw new AgeException(AgeException.Kind.KEY, "the identity file is not encrypted with a passphrase");
        }
        var passphrase = passphrases.ask("Enter passphrase for identity '" + place + "'");
        try (var fileKey = AgeFile.unwrap(header, new ScryptIdentity(passphrase))) {
            if (fileKey == null) {
                throw new AgeException(AgeException.Kind.KEY, "the passphrase is wrong");
            }
            var text = AgePayload.openAll(fileKey, binary, header.length(), MAX_BYTES);
            try {
                return format.parse(text, false);
            } finally {
                Ascii.wipe(text);
            }
        } finally {
            Ascii.wipe(passphrase);
        }
    }
}
