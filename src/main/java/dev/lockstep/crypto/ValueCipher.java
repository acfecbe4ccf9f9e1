package dev.lockstep.crypto;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.secret.Randomness;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/// Encrypts and decrypts the values of one file: AES-256-GCM with an IV of 32 random bytes, as text (spec 2.2).
/// Confined to one thread.
///
/// Key schedule and GHASH tables are made once for all values. Large values pass in pieces, so that seal and open need
/// the input, the output and nothing more.
public final class ValueCipher {
    private static final int IV_BYTES = 32;
    private static final int TAG_BITS = Ciphertext.TAG_BYTES * 8;
    /// Whole blocks of the cipher and whole groups of base64.
    private static final int PIECE = 48 * 1024;

    private final Randomness random;
    private final GCMModeCipher sealing;
    private final GCMModeCipher opening;
    private @Nullable KeyParameter sealingKey;
    private @Nullable KeyParameter openingKey;

    /// Copies what it needs of the key: the caller may close it.
    ///
    /// @throws LockstepException `NO_KEY_OPENED_FILE` if the key has not 32 bytes
    public ValueCipher(DataKey key, Randomness random) {
        if (key.length() != DataKey.LENGTH) {
            throw new LockstepException(
                    Kind.NO_KEY_OPENED_FILE,
                    "the data key has " + key.length() + " bytes instead of " + DataKey.LENGTH,
                    "",
                    "restore the sops block of the file");
        }
        this.random = random;
        sealing = GCMBlockCipher.newInstance(AESEngine.newInstance());
        opening = GCMBlockCipher.newInstance(AESEngine.newInstance());
        sealingKey = key.lend(KeyParameter::new);
        openingKey = sealingKey;
    }

    /// The encrypted text of a value; nothing for an empty string or comment, as sops has it.
    ///
    /// @param aad additional data, see [dev.lockstep.rules.Leaf#aad()]; `lastmodified` for the MAC
    public byte[] seal(Plaintext value, byte[] aad) {
        if (value.isEmpty() && (value.type() == Type.STRING || value.type() == Type.COMMENT)) {
            return new byte[0];
        }
        byte[] type = TypedText.nameOf(value.type()).getBytes(StandardCharsets.US_ASCII);
        var iv = new byte[IV_BYTES];
        random.fill(iv);
        sealing.init(true, new AEADParameters(sealingKey, TAG_BITS, iv));
        sealingKey = null; // from now on the cipher keeps its tables
        sealing.processAADBytes(aad, 0, aad.length);

        int length = Ciphertext.HEAD.length
                + Base64Text.encodedLength(value.length())
                + Ciphertext.IV.length
                + Base64Text.encodedLength(IV_BYTES)
                + Ciphertext.TAG.length
                + Base64Text.encodedLength(Ciphertext.TAG_BYTES)
                + Ciphertext.TYPE.length
                + type.length
                + 1;
        var out = new byte[length];
        var tag = new byte[Ciphertext.TAG_BYTES];
        int at = put(Ciphertext.HEAD, out, 0);
        at = encrypt(value.lent(), tag, out, at);
        at = put(Ciphertext.IV, out, at);
        at = Base64Text.encode(iv, 0, iv.length, out, at);
        at = put(Ciphertext.TAG, out, at);
        at = Base64Text.encode(tag, 0, tag.length, out, at);
        at = put(Ciphertext.TYPE, out, at);
        at = put(type, out, at);
        out[at] = ']';
        return out;
    }

    private int encrypt(byte[] plain, byte[] tag, byte[] out, int at) {
        var piece = new byte[Math.min(PIECE, plain.length) + 2 * Ciphertext.TAG_BYTES];
        int held = 0;
        for (int from = 0; from < plain.length; from += PIECE) {
            held += sealing.processBytes(plain, from, Math.min(PIECE, plain.length - from), piece, held);
            int whole = held - held % 3;
            at = Base64Text.encode(piece, 0, whole, out, at);
            System.arraycopy(piece, whole, piece, 0, held - whole);
            held -= whole;
        }
        try {
            held += sealing.doFinal(piece, held);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException(e); // only decryption can fail so
        }
        held -= tag.length;
        System.arraycopy(piece, held, tag, 0, tag.length);
        return Base64Text.encode(piece, 0, held, out, at);
    }

    /// The value of an encrypted text, in the form of [Plaintext]; an empty text is an empty string. The caller closes
    /// it.
    ///
    /// @throws LockstepException `VALUE_NOT_DECRYPTABLE`, without a place and without any part of the text
    public Plaintext open(byte[] text, byte[] aad) {
        if (text.length == 0) {
            return Plaintext.owning(Type.STRING, new byte[0]);
        }
        if (!Ciphertext.begins(text)) {
            throw refused("value is not encrypted", "restore the encrypted value, or encrypt the plain file again");
        }
        var ciphertext = Ciphertext.parse(text);
        if (ciphertext == null) {
            throw damaged();
        }
        opening.init(false, new AEADParameters(openingKey, TAG_BITS, ciphertext.iv().bytes));
        openingKey = null;
        opening.processAADBytes(aad, 0, aad.length);
        byte[] plain = decrypt(text, ciphertext);
        var value = TypedText.read(ciphertext.type(), plain);
        if (value == null || value.lent() != plain) {
            Arrays.fill(plain, (byte) 0);
        }
        if (value == null) {
            throw refused("value decrypts, but is not of the type it claims", "restore the file: its type was changed");
        }
        return value;
    }

    private byte[] decrypt(byte[] text, Ciphertext ciphertext) {
        int length = Base64Text.decodedLength(text, ciphertext.dataStart(), ciphertext.dataEnd());
        if (length < 0) {
            throw damaged();
        }
        var plain = new byte[length];
        var piece = new byte[Math.min(PIECE, length + 2)];
        int textPiece = PIECE / 3 * 4;
        int done = 0;
        for (int from = ciphertext.dataStart(); from < ciphertext.dataEnd(); from += textPiece) {
            int to = Math.min(from + textPiece, ciphertext.dataEnd());
            int count = Base64Text.decode(text, from, to, piece, 0);
            if (count < 0 || (to < ciphertext.dataEnd() && count != PIECE)) {
                wipe(plain);
                throw damaged();
            }
            done += opening.processBytes(piece, 0, count, plain, done);
        }
        byte[] tag = ciphertext.tag().bytes;
        try {
            done += opening.processBytes(tag, 0, tag.length, plain, done);
            opening.doFinal(plain, done);
        } catch (InvalidCipherTextException _) {
            wipe(plain);
            throw refused(
                    "value does not decrypt: it was changed, moved to another key, or belongs to another data key",
                    "restore the file, or the one value, from version control");
        }
        return plain;
    }

    private static void wipe(byte[] bytes) {
        Arrays.fill(bytes, (byte) 0);
    }

    private static int put(byte[] bytes, byte[] out, int at) {
        System.arraycopy(bytes, 0, out, at, bytes.length);
        return at + bytes.length;
    }

    private static LockstepException damaged() {
        return refused("encrypted value is not of the form ENC[AES256_GCM,…]", "restore the file from version control");
    }

    private static LockstepException refused(String what, String next) {
        return new LockstepException(Kind.VALUE_NOT_DECRYPTABLE, what, "", next);
    }
}
