package dev.lockstep.crypto;

import dev.lockstep.secret.Plaintext;
import org.bouncycastle.crypto.digests.SHA512Digest;

/// Computes the checksum over the values of a whole file, in walk order: SHA-512 of their bytes joined without
/// separators (spec 2.3).
public final class FileMac {
    /// SHA-256 of `sops`: what a MAC over encrypted values only begins with, so that the two kinds never coincide.
    private static final String ONLY_ENCRYPTED = "8a3fd2ad54ce66527b1034f3d147be0b0b975b3bf44f72c6fdadec8176f27d69";

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private final SHA512Digest digest = new SHA512Digest();

    private final boolean onlyEncrypted;

    /// @param onlyEncrypted whether the file has `mac_only_encrypted`
    public FileMac(boolean onlyEncrypted) {
        this.onlyEncrypted = onlyEncrypted;
        if (onlyEncrypted) {
            for (int i = 0; i < ONLY_ENCRYPTED.length(); i += 2) {
                digest.update((byte) Integer.parseInt(ONLY_ENCRYPTED, i, i + 2, 16));
            }
        }
    }

    /// Adds a value if its file's kind of MAC covers it. Comments and nulls change nothing: sops never hashes them.
    ///
    /// @param encrypted whether the value is encrypted in the file
    public void add(Plaintext value, boolean encrypted) {
        if (onlyEncrypted && !encrypted) {
            return;
        }
        switch (value.type()) {
            case STRING, INTEGER, FLOAT, BOOLEAN, TIME -> digest.update(value.lent(), 0, value.length());
            case COMMENT, NULL -> {}
        }
    }

    /// The MAC as 128 upper-case hexadecimal digits; ends the computation.
    public byte[] hex() {
        var hash = new byte[64];
        digest.doFinal(hash, 0);
        var text = new byte[128];
        for (int i = 0; i < hash.length; i++) {
            text[2 * i] = HEX[hash[i] >> 4 & 15];
            text[2 * i + 1] = HEX[hash[i] & 15];
        }
        return text;
    }
}
