package dev.lockstep.crypto;

import dev.lockstep.secret.Decimal;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.secret.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The `type:` field of a ciphertext, and the bytes it promises.
///
/// Other writers may have laid a number out otherwise than sops would; so it is read as Go reads it (sops 3.13) and
/// laid out again. `bytes`, which sops knows and never writes, is refused.
final class TypedText {
    private TypedText() {}

    /// The name of a type; null has none, as it is never encrypted.
    static String nameOf(Type type) {
        return switch (type) {
            case STRING -> "str";
            case INTEGER -> "int";
            case FLOAT -> "float";
            case BOOLEAN -> "bool";
            case TIME -> "time";
            case COMMENT -> "comment";
            case NULL -> throw new IllegalArgumentException("null is not encrypted");
        };
    }

    /// Makes a value of decrypted bytes, which it takes over on success.
    ///
    /// @return null if there is no such type, or the bytes are not of it
    static @Nullable Plaintext read(String typeName, byte[] bytes) {
        return switch (typeName) {
            case "str" -> Plaintext.owning(Type.STRING, bytes);
            case "comment" -> Plaintext.owning(Type.COMMENT, bytes);
            case "int" -> of(Type.INTEGER, integer(bytes));
            case "float" -> of(Type.FLOAT, decimal(bytes));
            case "bool" -> of(Type.BOOLEAN, truth(bytes));
            case "time" -> of(Type.TIME, Rfc3339.nanoseconds(bytes));
            default -> null;
        };
    }

    private static @Nullable Plaintext of(Type type, byte @Nullable [] bytes) {
        return bytes == null ? null : Plaintext.owning(type, bytes);
    }

    private static byte @Nullable [] integer(byte[] bytes) {
        boolean signed = bytes.length > 0 && (bytes[0] == '+' || bytes[0] == '-');
        for (int i = signed ? 1 : 0; i < bytes.length; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return null;
            }
        }
        try {
            return latin(Long.toString(Long.parseLong(text(bytes))));
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static byte @Nullable [] decimal(byte[] bytes) {
        double number;
        switch (text(bytes).toLowerCase(Locale.ROOT)) {
            case "nan" -> number = Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> number = Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> number = Double.NEGATIVE_INFINITY;
            default -> {
                try {
                    number = Decimal.parse(bytes);
                } catch (NumberFormatException _) {
                    return null;
                }
                if (!Double.isFinite(number)) {
                    return null; // Go calls this out of range
                }
            }
        }
        return Decimal.plain(number);
    }

    private static byte @Nullable [] truth(byte[] bytes) {
        return switch (text(bytes)) {
            case "1", "t", "T", "true", "TRUE", "True" -> latin("True");
            case "0", "f", "F", "false", "FALSE", "False" -> latin("False");
            default -> null;
        };
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
