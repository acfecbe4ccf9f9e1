package dev.lockstep.keys.age;

import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.BCrypt;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/// Reads the outside of OpenSSH's private key format: the public key in the open, the private one under a passphrase or
/// not. (OpenSSH's PROTOCOL.key)
final class OpenSshContainer {
    private static final String MAGIC = "openssh-key-v1\0";
    private static final int BLOCK_BYTES = 16;
    /// ssh-keygen writes 24; each takes some milliseconds.
    private static final int MAX_ROUNDS = 4096;

    private final String cipher;
    private final String derivation;
    private final byte[] derivationOptions;
    private final byte[] publicWire;
    private final byte[] section;

    private OpenSshContainer(SshReader reader) {
        cipher = reader.text();
        derivation = reader.text();
        derivationOptions = reader.bytes();
        if (reader.count() != 1) {
            throw refused("the SSH key file does not hold exactly one key");
        }
        publicWire = reader.bytes();
        section = reader.bytes();
    }

    static OpenSshContainer parse(byte[] content) {
        if (!Ascii.startsWith(content, 0, content.length, MAGIC)) {
            throw SshReader.malformed();
        }
        return new OpenSshContainer(new SshReader(Arrays.copyOfRange(content, MAGIC.length(), content.length)));
    }

    boolean isLocked() {
        return !cipher.equals("none");
    }

    SshPublicKey publicKey() {
        return SshPublicKey.parseWire(publicWire);
    }

    /// The private section in the clear; the caller wipes it. Whether the passphrase was right shows in its first
    /// bytes.
    byte[] open(byte[] passphrase) {
        if (!isLocked()) {
            return section.clone();
        }
        if (!derivation.equals("bcrypt")) {
            throw refused("the SSH key derives its key in an unknown way");
        }
        var keyBytes = switch (cipher) {
            case "aes128-ctr", "aes128-cbc" -> 16;
            case "aes192-ctr", "aes192-cbc" -> 24;
            case "aes256-ctr", "aes256-cbc" -> 32;
            default -> throw refused("the SSH key is encrypted with an unknown cipher; use aes256-ctr");
        };
        var options = new SshReader(derivationOptions);
        var salt = options.bytes();
        var rounds = options.count();
        options.requireEnd();
        if (rounds < 1 || rounds > MAX_ROUNDS || salt.length == 0 || section.length % BLOCK_BYTES != 0) {
            throw SshReader.malformed();
        }
        if (passphrase.length == 0) {
            throw refused("the passphrase is empty");
        }
        var derived = BCrypt.pbkdfGenerate(passphrase, salt, rounds, keyBytes + BLOCK_BYTES);
        try {
            return decrypt(derived, keyBytes);
        } finally {
            Ascii.wipe(derived);
        }
    }

    private byte[] decrypt(byte[] derived, int keyBytes) {
        BlockCipher mode = cipher.endsWith("ctr")
                ? SICBlockCipher.newInstance(AESEngine.newInstance())
                : CBCBlockCipher.newInstance(AESEngine.newInstance());
        mode.init(false, new ParametersWithIV(new KeyParameter(derived, 0, keyBytes), derived, keyBytes, BLOCK_BYTES));
        var opened = new byte[section.length];
        for (int from = 0; from < section.length; from += BLOCK_BYTES) {
            mode.processBlock(section, from, opened, from);
        }
        return opened;
    }

    private static AgeException refused(String what) {
        return new AgeException(AgeException.Kind.KEY, what);
    }
}
