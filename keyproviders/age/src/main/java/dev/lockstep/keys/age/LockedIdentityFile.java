package dev.lockstep.keys.age;

import dev.lockstep.keys.ProviderEnvironment;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.jspecify.annotations.Nullable;

/// An identity file that is itself an age file under a passphrase, for which GnuPG's agent and then the person at the
/// terminal is asked, once.
final class LockedIdentityFile implements AgeIdentity {
    private static final int MAX_BYTES = 1 << 20;

    private final byte[] file;
    private final String place;
    private final ProviderEnvironment environment;
    private final IdentityFile format;
    private @Nullable List<AgeIdentity> identities;
    private @Nullable AgeException failure;

    /// @param file binary or armored
    /// @param place names the file to the person who is asked
    LockedIdentityFile(byte[] file, String place, ProviderEnvironment environment, IdentityFile format) {
        this.file = file;
        this.place = place;
        this.environment = environment;
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
                failure = e;
                throw e;
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
        var cacheId = cacheId(binary);
        var remembered = GpgAgent.passphrase(environment, cacheId, question());
        var passphrase = remembered == null || remembered.length == 0
                ? environment.passphrases().ask(question())
                : remembered;
        try (var fileKey = AgeFile.unwrap(header, new ScryptIdentity(passphrase))) {
            if (fileKey == null) {
                if (passphrase == remembered) {
                    GpgAgent.forget(environment, cacheId);
                }
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

    private String question() {
        return "Enter passphrase for identity '" + place + "'";
    }

    /// As sops names it, so that a passphrase given to one is known to the other.
    static String cacheId(byte[] binary) {
        var digest = new SHA256Digest();
        digest.update(binary, 0, binary.length);
        var hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        var id = new StringBuilder("SopsAge");
        // 25 bytes are 40 digits of base32 (RFC 4648 §6), without padding.
        for (int bit = 0; bit < 200; bit += 5) {
            var word = (hash[bit / 8] & 0xFF) << 8 | hash[bit / 8 + 1] & 0xFF;
            id.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(word >> 11 - bit % 8 & 31));
        }
        return id.toString();
    }
}
