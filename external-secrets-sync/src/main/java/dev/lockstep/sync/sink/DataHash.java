package dev.lockstep.sync.sink;

import dev.lockstep.sync.engine.SecretData;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/// Computes the hash of a Secret's data that ESO 2.9 keeps in an annotation, to see after a restart whether the data is
/// still what was written: SHA3-224 over the map as Go prints it, `map[a:[49 50] b:[51]]`. It is not salted, so that a
/// short value can be guessed from it; it is written only where the CRDs leave no better place.
final class DataHash {
    static final String ANNOTATION = "reconcile.external-secrets.io/data-hash";

    private DataHash() {}

    static String of(SecretData data) {
        try {
            var digest = MessageDigest.getInstance("SHA3-224");
            add(digest, "map[");
            String separator = "";
            for (var entry : new TreeMap<>(data.values()).entrySet()) {
                add(digest, separator + entry.getKey() + ":[");
                addDecimals(digest, entry.getValue().lent());
                add(digest, "]");
                separator = " ";
            }
            add(digest, "]");
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA3-224", e);
        }
    }

    /// Whether the annotation of a Secret names the data that it holds.
    static boolean isTrueOf(SecretObject object) {
        return of(object.data()).equals(object.meta().annotations().get(ANNOTATION));
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Through one small array, digit by digit: no part of a value becomes a String.
    private static void addDecimals(MessageDigest digest, byte[] value) {
        var digits = new byte[4];
        for (int i = 0; i < value.length; i++) {
            int number = value[i] & 0xff;
            int at = digits.length;
            do {
                digits[--at] = (byte) ('0' + number % 10);
                number /= 10;
            } while (number > 0);
            if (i > 0) {
                digits[--at] = ' ';
            }
            digest.update(digits, at, digits.length - at);
        }
        java.util.Arrays.fill(digits, (byte) 0);
    }
}
