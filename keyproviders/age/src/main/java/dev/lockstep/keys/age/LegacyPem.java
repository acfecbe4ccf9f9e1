package dev.lockstep.keys.age;

import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/// Decrypts the PEM of OpenSSL before PKCS#8, `Proc-Type: 4,ENCRYPTED`, in which older OpenSSH kept RSA keys: CBC under
/// a key that MD5 makes of passphrase and IV (OpenSSL's EVP_BytesToKey with one round).
final class LegacyPem {
    private static final int SALT_BYTES = 8;

    private LegacyPem() {}

    /// The caller wipes the result.
    /// @throws AgeException `KEY` if the passphrase is wrong, which is noticed only most of the time
    static byte[] open(PemBlock block, byte[] passphrase) {
        var info = block.dekInfo();
        var comma = info.indexOf(',');
        if (comma < 0) {
            throw SshReader.malformed();
        }
        var name = info.substring(0, comma);
        var keyBytes = switch (name) {
            case "AES-128-CBC" -> 16;
            case "AES-192-CBC", "DES-EDE3-CBC" -> 24;
            case "AES-256-CBC" -> 32;
            default ->
                throw refused("the private key is encrypted with an unknown cipher; rewrite it with `ssh-keygen -p`");
        };
        BlockCipher engine = name.startsWith("AES") ? AESEngine.newInstance() : new DESedeEngine();
        byte[] iv;
        try {
            iv = HexFormat.of().parseHex(info, comma + 1, info.length());
        } catch (IllegalArgumentException e) {
            throw SshReader.malformed();
        }
        var content = block.content();
        if (iv.length != engine.getBlockSize() || content.length == 0 || content.length % iv.length != 0) {
            throw SshReader.malformed();
        }
        var key = key(passphrase, iv, keyBytes);
        var mode = CBCBlockCipher.newInstance(engine);
        mode.init(false, new ParametersWithIV(new KeyParameter(key), iv));
        Ascii.wipe(key);
        var opened = new byte[content.length];
        for (int from = 0; from < content.length; from += iv.length) {
            mode.processBlock(content, from, opened, from);
        }
        return withoutPadding(opened, iv.length);
    }

    private static byte[] key(byte[] passphrase, byte[] iv, int length) {
        var key = new byte[length];
        var digest = new MD5Digest();
        var hash = new byte[digest.getDigestSize()];
        for (int at = 0; at < length; at += hash.length) {
            if (at > 0) {
                digest.update(hash, 0, hash.length);
            }
            digest.update(passphrase, 0, passphrase.length);
            digest.update(iv, 0, SALT_BYTES);
            digest.doFinal(hash, 0);
            System.arraycopy(hash, 0, key, at, Math.min(hash.length, length - at));
        }
        Ascii.wipe(hash);
        return key;
    }

    private static byte[] withoutPadding(byte[] opened, int blockBytes) {
        var padding = opened[opened.length - 1];
        var valid = padding >= 1 && padding <= blockBytes;
        for (int i = 0; valid && i < padding; i++) {
            valid = opened[opened.length - 1 - i] == padding;
        }
        var content = valid ? Arrays.copyOf(opened, opened.length - padding) : null;
        Ascii.wipe(opened);
        if (content == null) {
            throw refused("the passphrase is wrong");
        }
        return content;
    }

    private static AgeException refused(String what) {
        return new AgeException(AgeException.Kind.KEY, what);
    }
}
