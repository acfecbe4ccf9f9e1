package dev.lockstep.crypto;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Finds the parts of `ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]`, as places in the text.
///
/// Stricter than sops, which lets anything follow the bracket and takes any length of IV: here the fields stand once
/// each and in this order, only line breaks may follow, the IV has 12 to 64 bytes and the tag 16.
///
/// @param dataStart where the base64 of the encrypted bytes begins
/// @param dataEnd where it ends, exclusive
record Ciphertext(int dataStart, int dataEnd, Field iv, Field tag, String type) {
    static final byte[] HEAD = ascii("ENC[AES256_GCM,data:");
    static final byte[] IV = ascii(",iv:");
    static final byte[] TAG = ascii(",tag:");
    static final byte[] TYPE = ascii(",type:");
    static final int TAG_BYTES = 16;
    private static final int SHORTEST_IV = 12;
    private static final int LONGEST_IV = 64;
    private static final int LONGEST_TYPE = 16;

    /// A decoded field; a class, since records do not hold arrays.
    static final class Field {
        final byte[] bytes;

        Field(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /// Whether the text begins as an encrypted value does.
    static boolean begins(byte[] text) {
        return isAt(text, 0, HEAD);
    }

    /// Reads the text from its end, where the short fields are.
    ///
    /// @return null if it is not of the form above
    static @Nullable Ciphertext parse(byte[] text) {
        int end = text.length;
        while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r')) {
            end--;
        }
        if (!begins(text) || text[end - 1] != ']') {
            return null;
        }
        int type = lastComma(text, end - 1);
        int tag = lastComma(text, type);
        int iv = lastComma(text, tag);
        if (!isAt(text, iv, IV) || !isAt(text, tag, TAG) || !isAt(text, type, TYPE) || iv <= HEAD.length) {
            return null;
        }
        int typeStart = type + TYPE.length;
        byte[] ivBytes = field(text, iv + IV.length, tag, SHORTEST_IV, LONGEST_IV);
        byte[] tagBytes = field(text, tag + TAG.length, type, TAG_BYTES, TAG_BYTES);
        if (ivBytes == null || tagBytes == null || end - 1 - typeStart > LONGEST_TYPE) {
            return null;
        }
        var typeName = new String(text, typeStart, end - 1 - typeStart, StandardCharsets.ISO_8859_1);
        return new Ciphertext(HEAD.length, iv, new Field(ivBytes), new Field(tagBytes), typeName);
    }

    private static int lastComma(byte[] text, int end) {
        int at = end - 1;
        while (at >= HEAD.length && text[at] != ',') {
            at--;
        }
        return at;
    }

    private static boolean isAt(byte[] text, int at, byte[] wanted) {
        if (at < 0 || text.length - at < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (text[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte @Nullable [] field(byte[] text, int from, int to, int shortest, int longest) {
        int length = Base64Text.decodedLength(text, from, to);
        if (length < shortest || length > longest) {
            return null;
        }
        var bytes = new byte[length];
        return Base64Text.decode(text, from, to, bytes, 0) == length ? bytes : null;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
