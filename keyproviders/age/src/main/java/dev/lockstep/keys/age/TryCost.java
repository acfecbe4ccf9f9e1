package dev.lockstep.keys.age;

import java.util.List;

/// Estimates what a try to open a file with an identity costs, in agreements on Curve25519. Whoever writes a file knows
/// the public keys of its readers, and can make any number of stanzas that look like theirs.
final class TryCost {
    /// To start a program and talk to it.
    static final int PROGRAM = 200;

    private static final int HYBRID = 4;
    private static final int ED25519 = 2;
    /// An RSA operation of 2,048 bits takes about twenty times as long; that one fails is never by chance.
    private static final int RSA_2048 = 64;
    private static final int RSA_MOST = 4_000;

    private TryCost() {}

    static int of(AgeIdentity identity, List<Stanza> stanzas) {
        return switch (identity) {
            case X25519Identity _ -> count(stanzas, X25519Recipient.TYPE);
            case HybridIdentity _ -> HYBRID * count(stanzas, HybridRecipient.TYPE);
            case SshEd25519Identity ed25519 -> ED25519 * matching(stanzas, ed25519.publicKey());
            case SshRsaIdentity rsa -> rsa(rsa.modulusBits()) * matching(stanzas, rsa.publicKey());
            case PluginIdentity _ -> PROGRAM;
            case ScryptIdentity _, LockedSshIdentity _, LockedIdentityFile _ -> stanzas.size();
        };
    }

    /// Grows with the third power of the modulus.
    private static int rsa(int bits) {
        double scale = bits / 2048.0;
        return (int) Math.min(RSA_MOST, Math.ceil(RSA_2048 * scale * scale * scale));
    }

    private static int count(List<Stanza> stanzas, String type) {
        int count = 0;
        for (var stanza : stanzas) {
            count += stanza.is(type) ? 1 : 0;
        }
        return count;
    }

    private static int matching(List<Stanza> stanzas, SshPublicKey key) {
        int count = 0;
        for (var stanza : stanzas) {
            boolean ours = stanza.is(key.type())
                    && !stanza.arguments().isEmpty()
                    && stanza.arguments().getFirst().equals(key.tag());
            count += ours ? 1 : 0;
        }
        return count;
    }
}
