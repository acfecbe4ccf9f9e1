package dev.lockstep.sync.engine;

import dev.lockstep.secret.Plaintext;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Computes keyed hashes of data, one for each key. They show whether data changed, and
/// nothing to anybody without the hash key. That key lives as long as the process, so that no hash outlives it.
public final class Fingerprint {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKey key;
    private final Map<String, byte[]> hashes;

    private Fingerprint(SecretKey key, Map<String, byte[]> hashes) {
        this.key = key;
        this.hashes = hashes;
    }

    /// A random hash key.
    public static SecretKey newKey() {
        var bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    /// HMAC-SHA-256 over each key and value, with the length of the key before them.
    public static Fingerprint of(SecretData data, SecretKey key) {
        var mac = mac(key);
        Map<String, byte[]> hashes = new TreeMap<>();
        data.values().forEach((name, value) -> hashes.put(name, hash(mac, name, value)));
        return new Fingerprint(key, hashes);
    }

    /// Whether it is that of this data.
    public boolean matches(SecretData data) {
        return hashes.size() == data.values().size() && covers(data);
    }

    /// Whether all of this data is in it, maybe among other.
    public boolean covers(SecretData data) {
        var mac = mac(key);
        boolean same = true;
        for (var entry : data.values().entrySet()) {
            var kept = hashes.get(entry.getKey());
            same &= kept != null && MessageDigest.isEqual(kept, hash(mac, entry.getKey(), entry.getValue()));
        }
        return same;
    }

    /// The keys of the data.
    public Set<String> keys() {
        return Collections.unmodifiableSet(hashes.keySet());
    }

    private static Mac mac(SecretKey key) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("the JDK has no HMAC-SHA-256", e);
        }
    }

    private static byte[] hash(Mac mac, String name, Plaintext value) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        for (int shift = 24; shift >= 0; shift -= 8) {
            mac.update((byte) (bytes.length >>> shift));
        }
        mac.update(bytes);
        mac.update(value.lent());
        return mac.doFinal();
    }

    @Override
    public String toString() {
        return "Fingerprint[redacted]";
    }
}
