package dev.lockstep.crypto;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;

/// Hashes what a [FileMac] leaves out: names, types, borders and plain values. SHA-256 over records, each a letter and,
/// where something of any length follows, its length in 8 bytes, big-endian; so no two trees give the same bytes
/// (`docs/file-format.md`).
///
/// Of an encrypted value only type and length are hashed: its bytes are the MAC's, which covers them in one row, and
/// with the lengths that row can be cut in one way only.
public final class StructureDigest {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final SHA256Digest digest = new SHA256Digest();
    /// Most records are a few bytes long, and calls of the digest are not free.
    private final byte[] held = new byte[4096];

    private int count;

    /// @param what what is hashed and in which form, so that digests of different things never coincide
    public StructureDigest(String what) {
        bytes(what.getBytes(StandardCharsets.US_ASCII));
        letter('\n');
    }

    /// A record without content: a border.
    public void mark(char letter) {
        letter(letter);
    }

    /// A record with a text.
    public void text(char letter, String text) {
        bytes(letter, text.getBytes(StandardCharsets.UTF_8));
    }

    /// A record with bytes.
    public void bytes(char letter, byte[] content) {
        letter(letter);
        length(content.length);
        bytes(content);
    }

    /// A record with a number.
    public void number(char letter, long number) {
        letter(letter);
        length(number);
    }

    /// A value: `V` and its bytes if it stands plain in the file, `S` without them if encrypted.
    public void value(Plaintext value, boolean encrypted) {
        letter(encrypted ? 'S' : 'V');
        letter(letterOf(value.type()));
        length(value.length());
        if (!encrypted) {
            bytes(value.lent());
        }
    }

    private static char letterOf(Type type) {
        return switch (type) {
            case STRING -> 's';
            case INTEGER -> 'i';
            case FLOAT -> 'f';
            case BOOLEAN -> 'b';
            case TIME -> 't';
            case NULL -> 'n';
            case COMMENT -> throw new IllegalArgumentException("comments are no part of the structure");
        };
    }

    private void letter(char letter) {
        if (count == held.length) {
            flush();
        }
        held[count++] = (byte) letter;
    }

    private void length(long length) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            letter((char) (length >> shift & 0xff));
        }
    }

    private void bytes(byte[] bytes) {
        if (bytes.length <= held.length - count) {
            System.arraycopy(bytes, 0, held, count, bytes.length);
            count += bytes.length;
        } else {
            flush();
            digest.update(bytes, 0, bytes.length);
        }
    }

    private void flush() {
        digest.update(held, 0, count);
        count = 0;
    }

    /// The digest as 64 lower-case hexadecimal digits; ends the computation.
    public String hex() {
        flush();
        Arrays.fill(held, (byte) 0);
        var hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        var text = new byte[2 * hash.length];
        for (int i = 0; i < hash.length; i++) {
            text[2 * i] = HEX[hash[i] >> 4 & 15];
            text[2 * i + 1] = HEX[hash[i] & 15];
        }
        return new String(text, StandardCharsets.US_ASCII);
    }
}
