package dev.lockstep.keys.age;

import java.util.List;
import org.bouncycastle.crypto.generators.SCrypt;
import org.jspecify.annotations.Nullable;

/// Opens a file with its passphrase.
final class ScryptIdentity implements AgeIdentity {
    /// Above this a file is refused, as age 1.3 does: it would need minutes and more than 4 GiB.
    static final int MAX_WORK_FACTOR = 22;

    private static final String LABEL = "age-encryption.org/v1/scrypt";
    private static final int BLOCK_SIZE = 8;

    private final byte[] passphrase;

    /// @param passphrase wiped by the caller when all is done
    ScryptIdentity(byte[] passphrase) {
        if (passphrase.length == 0) {
            throw new AgeException(AgeException.Kind.KEY, "the passphrase is empty");
        }
        this.passphrase = passphrase;
    }

    @Override
    public @Nullable FileKey unwrap(List<Stanza> stanzas) {
        for (var stanza : stanzas) {
            if (stanza.is(ScryptRecipient.TYPE)) {
                if (stanzas.size() != 1) {
                    throw malformed("a scrypt stanza is not the only one");
                }
                return unwrap(stanza);
            }
        }
        return null;
    }

    private @Nullable FileKey unwrap(Stanza stanza) {
        stanza.requireArguments(2);
        var salt = stanza.decodedArgument(0);
        if (salt.length != ScryptRecipient.SALT_BYTES) {
            throw malformed("the salt of a scrypt stanza is not 16 bytes long");
        }
        var workFactor = workFactor(stanza.arguments().get(1));
        if (stanza.body().length != FileKey.SIZE + ChaChaPoly.TAG_BYTES) {
            throw malformed("the body of a scrypt stanza is not 32 bytes long");
        }
        var key = wrappingKey(passphrase, salt, workFactor);
        var opened = ChaChaPoly.open(key, stanza.body());
        Ascii.wipe(key);
        return opened == null ? null : FileKey.owning(opened);
    }

    private static int workFactor(String text) {
        if (text.charAt(0) == '0') {
            throw malformed("the work factor of a scrypt stanza is not a canonical number");
        }
        var workFactor = 0;
        for (int i = 0; i < text.length(); i++) {
            var digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw malformed("the work factor of a scrypt stanza is not a canonical number");
            }
            workFactor = Math.min(10 * workFactor + digit, MAX_WORK_FACTOR + 1);
        }
        if (workFactor > MAX_WORK_FACTOR) {
            throw malformed("the work factor of a scrypt stanza is above " + MAX_WORK_FACTOR);
        }
        return workFactor;
    }

    /// The caller wipes the result.
    /// @throws AgeException `KEY` if this process has too little memory for the work factor
    static byte[] wrappingKey(byte[] passphrase, byte[] salt, int workFactor) {
        var memory = 128L * BLOCK_SIZE << workFactor;
        if (memory > Runtime.getRuntime().maxMemory() / 10 * 9) {
            throw new AgeException(
                    AgeException.Kind.KEY,
                    "the passphrase's work factor " + workFactor + " needs " + (memory >> 20) + " MiB of memory");
        }
        return SCrypt.generate(passphrase, Ascii.join(Ascii.bytes(LABEL), salt), 1 << workFactor, BLOCK_SIZE, 1, 32);
    }

    private static AgeException malformed(String what) {
        return new AgeException(AgeException.Kind.HEADER, what);
    }

    @Override
    public String toString() {
        return "ScryptIdentity[redacted]";
    }
}
