package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import java.util.HexFormat;
import java.util.List;

/// Encrypts with a passphrase. It stands alone in its file, for whoever knows it could have made the file.
/// (c2sp.org/age, "The scrypt recipient type")
final class ScryptRecipient implements AgeRecipient {
    static final String TYPE = "scrypt";
    static final int SALT_BYTES = 16;
    /// log₂ of scrypt's N, as age 1.3 writes it: about a second.
    static final int USUAL_WORK_FACTOR = 18;

    private final byte[] passphrase;
    private final int workFactor;

    /// @param passphrase wiped by the caller when all is done
    ScryptRecipient(byte[] passphrase, int workFactor) {
        if (passphrase.length == 0) {
            throw new AgeException(AgeException.Kind.KEY, "the passphrase is empty");
        }
        this.passphrase = passphrase;
        this.workFactor = workFactor;
    }

    @Override
    public Wrapping wrap(FileKey fileKey, Randomness random) {
        var salt = new byte[SALT_BYTES];
        random.fill(salt);
        var alone = new byte[16];
        random.fill(alone);
        var key = ScryptIdentity.wrappingKey(passphrase, salt, workFactor);
        var stanza = Stanza.owning(
                TYPE,
                List.of(StrictBase64.encode(salt), Integer.toString(workFactor)),
                ChaChaPoly.seal(key, fileKey.lend()));
        Ascii.wipe(key);
        return Wrapping.of(stanza, HexFormat.of().formatHex(alone));
    }
}
