package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import java.util.List;
import java.util.Locale;

/// Encrypts files for one recipient.
sealed interface AgeRecipient
        permits X25519Recipient,
                HybridRecipient,
                TagRecipient,
                ScryptRecipient,
                SshEd25519Recipient,
                SshRsaRecipient,
                PluginRecipient {
    /// Label of recipients that withstand quantum computers; they do not share a file with others.
    String POST_QUANTUM = "postquantum";

    /// Wraps the file key into stanzas of the header.
    /// @throws AgeException `KEY` or `PLUGIN` if that is not possible
    Wrapping wrap(FileKey fileKey, Randomness random);

    /// Stanzas for one recipient.
    /// @param labels all recipients of one file must have the same ones, in any order (c2sp.org/age-plugin)
    record Wrapping(List<Stanza> stanzas, List<String> labels) {
        public Wrapping {
            stanzas = List.copyOf(stanzas);
            labels = List.copyOf(labels);
        }

        static Wrapping of(Stanza stanza, String... labels) {
            return new Wrapping(List.of(stanza), List.of(labels));
        }
    }

    /// Reads a recipient as sops and age write it: `age1…`, `ssh-ed25519 …`, `ssh-rsa …`.
    /// @param plugins where to look for the program of a plugin's recipient
    /// @throws AgeException `KEY`; of the text no more is quoted than its kind
    static AgeRecipient parse(String text, Plugins plugins) {
        if (text.startsWith("age1pq1")) {
            return HybridRecipient.parse(text);
        }
        if (text.startsWith("age1tag1") || text.startsWith("age1tagpq1")) {
            return TagRecipient.parse(text);
        }
        if (text.startsWith("age1")) {
            return text.lastIndexOf('1') > 3 ? PluginRecipient.parse(text, plugins) : X25519Recipient.parse(text);
        }
        if (text.startsWith("ssh-")) {
            var key = SshPublicKey.parse(text);
            return key.isRsa() ? new SshRsaRecipient(key) : new SshEd25519Recipient(key);
        }
        throw refused(reasonForUnknown(text));
    }

    private static String reasonForUnknown(String text) {
        var upper = text.toUpperCase(Locale.ROOT);
        if (upper.contains("SECRET-KEY") || upper.contains("AGE-PLUGIN-") || upper.contains("PRIVATE KEY")) {
            return "a private key stands where a recipient should; use its public half, which starts with age1 or ssh-";
        }
        if (upper.startsWith("AGE1")) {
            return "the recipient is not in lower case";
        }
        if (text.startsWith("ecdsa-") || text.startsWith("sk-")) {
            return "age cannot encrypt to ECDSA or hardware SSH keys, only to ssh-ed25519 and ssh-rsa";
        }
        return "unknown recipient type: neither age1… nor ssh-ed25519 nor ssh-rsa";
    }

    /// Decodes `age1…` text whose prefix must be `prefix` exactly.
    static byte[] decode(String text, String prefix) {
        var decoded = Bech32.decode(Ascii.bytes(text));
        if (decoded == null) {
            throw refused(
                    "the recipient is not well-formed: wrong checksum, mixed case, or a character that cannot occur");
        }
        if (!decoded.prefix().equals(prefix)) {
            throw refused("the recipient has another type than its start says");
        }
        return decoded.data();
    }

    private static AgeException refused(String what) {
        return new AgeException(AgeException.Kind.KEY, what);
    }
}
