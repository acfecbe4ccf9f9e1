package dev.lockstep.sync.engine;

import dev.lockstep.secret.Plaintext;

/// Holds a store's value under one key. Owned by whoever got it, who closes it.
public sealed interface SecretValue extends AutoCloseable {
    /// Bytes, which may be the text of a JSON document; properties are looked up in it then.
    record Whole(Plaintext bytes) implements SecretValue {
        @Override
        public void close() {
            bytes.close();
        }
    }

    /// Named values, each of any bytes: a Secret manifest.
    record Members(SecretData data) implements SecretValue {
        @Override
        public void close() {
            data.close();
        }
    }

    /// The bytes of all values in it.
    default long length() {
        return switch (this) {
            case Whole(var bytes) -> bytes.length();
            case Members(var data) ->
                data.values().values().stream().mapToLong(Plaintext::length).sum();
        };
    }

    /// A copy with bytes of its own.
    default SecretValue copy() {
        return switch (this) {
            case Whole(var bytes) -> new Whole(bytes.copy());
            case Members(var data) -> new Members(data.copy());
        };
    }

    @Override
    void close();
}
