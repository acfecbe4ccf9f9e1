package dev.lockstep.sync.engine;

import dev.lockstep.secret.Plaintext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Holds the data of one Secret: key → value. Owns the values and wipes them on close.
public final class SecretData implements AutoCloseable {
    private final SequencedMap<String, Plaintext> values;

    private SecretData(SequencedMap<String, Plaintext> values) {
        this.values = values;
    }

    /// Takes the values over.
    public static SecretData owning(Map<String, Plaintext> values) {
        return new SecretData(new LinkedHashMap<>(values));
    }

    /// The values by key, lent.
    public SequencedMap<String, Plaintext> values() {
        return Collections.unmodifiableSequencedMap(values);
    }

    /// Whether both hold the same keys with the same bytes.
    public boolean sameAs(SecretData other) {
        return values.size() == other.values.size() && covers(other);
    }

    /// Whether all of the other is in this, maybe among other data.
    public boolean covers(SecretData other) {
        boolean same = true;
        for (var entry : other.values.entrySet()) {
            var value = values.get(entry.getKey());
            same &= value != null && value.sameAs(entry.getValue());
        }
        return same;
    }

    /// A copy with bytes of its own.
    public SecretData copy() {
        SequencedMap<String, Plaintext> copies = new LinkedHashMap<>();
        values.forEach((key, value) -> copies.put(key, value.copy()));
        return new SecretData(copies);
    }

    @Override
    public void close() {
        values.values().forEach(Plaintext::close);
    }

    @Override
    public String toString() {
        return "SecretData[" + values.size() + " keys, redacted]";
    }
}
