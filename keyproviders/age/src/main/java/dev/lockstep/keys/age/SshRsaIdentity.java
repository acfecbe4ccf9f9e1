package dev.lockstep.keys.age;

import java.util.List;
import org.bouncycastle.crypto.DataLengthException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.jspecify.annotations.Nullable;

/// Opens files with an `ssh-rsa` private key.
final class SshRsaIdentity implements AgeIdentity {
    /// No honest file has as many stanzas for one key, and each costs milliseconds.
    private static final int MAX_TRIES = 16;

    private final SshPublicKey key;
    private final RSAPrivateCrtKeyParameters secret;

    /// @throws AgeException `KEY` if the key is too small or no RSA key
    SshRsaIdentity(RSAPrivateCrtKeyParameters secret) {
        this.key = SshPublicKey.rsaKey(secret.getModulus(), secret.getPublicExponent());
        this.secret = secret;
    }

    SshPublicKey publicKey() {
        return key;
    }

    int modulusBits() {
        return secret.getModulus().bitLength();
    }

    @Override
    public @Nullable FileKey unwrap(List<Stanza> stanzas) {
        var tag = key.tag();
        var tries = 0;
        for (var stanza : stanzas) {
            if (stanza.is(SshPublicKey.RSA)) {
                stanza.requireArguments(1);
                if (stanza.arguments().getFirst().equals(tag)) {
                    if (tries++ == MAX_TRIES) {
                        throw new AgeException(
                                AgeException.Kind.HEADER, "more than 16 ssh-rsa stanzas are for the same key");
                    }
                    var opened = open(secret, Ascii.bytes(SshRsaRecipient.LABEL), stanza.body());
                    if (opened != null) {
                        return FileKey.owning(opened);
                    }
                }
            }
        }
        return null;
    }

    /// RSA-OAEP with SHA-256 twice.
    /// @return null if the ciphertext was not made for this key and label; the cause is never told apart
    static byte @Nullable [] open(RSAPrivateCrtKeyParameters secret, byte[] label, byte[] ciphertext) {
        if (ciphertext.length != (secret.getModulus().bitLength() + 7) / 8) {
            return null;
        }
        var cipher = SshRsaRecipient.oaep(label);
        cipher.init(false, secret);
        try {
            return cipher.processBlock(ciphertext, 0, ciphertext.length);
        } catch (InvalidCipherTextException | DataLengthException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "SshRsaIdentity[redacted]";
    }
}
