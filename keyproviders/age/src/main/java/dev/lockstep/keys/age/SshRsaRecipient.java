package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ParametersWithRandom;

/// Encrypts for an `ssh-rsa` public key, with RSA-OAEP. (c2sp.org/age, "The ssh-rsa recipient type"; RFC 8017 §7.1)
final class SshRsaRecipient implements AgeRecipient {
    static final String LABEL = "age-encryption.org/v1/ssh-rsa";

    private final SshPublicKey key;

    SshRsaRecipient(SshPublicKey key) {
        this.key = key;
    }

    @Override
    public Wrapping wrap(FileKey fileKey, Randomness random) {
        var cipher = oaep(Ascii.bytes(LABEL));
        cipher.init(true, new ParametersWithRandom(key.rsa(), new SeedSource(random)));
        try {
            var sealed = cipher.processBlock(fileKey.lend(), 0, FileKey.SIZE);
            return Wrapping.of(Stanza.owning(SshPublicKey.RSA, List.of(key.tag()), sealed));
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException(e);
        }
    }

    static OAEPEncoding oaep(byte[] label) {
        return new OAEPEncoding(new RSABlindedEngine(), new SHA256Digest(), new SHA256Digest(), label);
    }

    /// Bouncy Castle takes its randomness from this class of the JDK only.
    private static final class SeedSource extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final transient Randomness random;

        SeedSource(Randomness random) {
            this.random = random;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            random.fill(bytes);
        }
    }
}
