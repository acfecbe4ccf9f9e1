package dev.lockstep.sync.engine;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/// A keyed hash of data: tells whether it changed, and nothing to whoever has not the key. The key lives as long as the
/// process, so that no hash outlives it.
public final class Fingerprint {
    private final SecretKey key;
    private final byte[] hash;

    private Fingerprint(SecretKey key, byte[] hash) {
        this.key = key;
        this.hash = hash;
    }

    /// Whether it is that of this data.
    public boolean matches(SecretData data) {
        return MessageDigest.isEqual(hash, of(data, key).hash);
    }

    /// HMAC-SHA-256 over keys and values in the order of the keys, each with its length before it.
    public static Fingerprint of(SecretData data, SecretKey key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            new TreeMap<>(data.values()).forEach((name, value) -> {
                add(mac, name.getBytes(StandardCharsets.UTF_8));
                add(mac, value.lent());
            });
            return new Fingerprint(key, mac.doFinal());
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("the JDK has no HMAC-SHA-256", e);
        }
    }

    private static void add(Mac mac, byte[] bytes) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            mac.update((byte) (bytes.length >>> shift));
        }
        mac.update(bytes);
    }

    @Override
    public String toString() {
        return "Fingerprint[redacted]";
    }
}
