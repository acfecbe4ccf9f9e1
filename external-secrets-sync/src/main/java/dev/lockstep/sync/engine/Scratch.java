package dev.lockstep.sync.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Owns the JSON that comes into being on the way to a property, and wipes it.
final class Scratch implements AutoCloseable {
    private final List<byte[]> kept = new ArrayList<>();
    private long length;

    /// @param write what is well-formed JSON
    Json json(Consumer<SecretBuffer> write) {
        if (parsed(write) instanceof Json json) {
            return json;
        }
        throw new IllegalStateException("wrote something that is no JSON");
    }

    /// Null if what was written is no JSON.
    @Nullable
    Json parsed(Consumer<SecretBuffer> write) {
        return Json.of(bytes(write));
    }

    private byte[] bytes(Consumer<SecretBuffer> write) {
        try (var buffer = new SecretBuffer()) {
            write.accept(buffer);
            byte[] bytes = buffer.bytes();
            kept.add(bytes);
            length += bytes.length;
            if (length > SecretBuffer.MOST) {
                throw new SecretBuffer.Overflow();
            }
            return bytes;
        }
    }

    Json array(List<Json> elements) {
        return json(out -> {
            out.add('[');
            for (int i = 0; i < elements.size(); i++) {
                out.addAscii(i == 0 ? "" : ",");
                elements.get(i).writeRaw(out);
            }
            out.add(']');
        });
    }

    Json object(List<Json.Member> members) {
        return json(out -> {
            out.add('{');
            for (int i = 0; i < members.size(); i++) {
                out.addAscii(i == 0 ? "" : ",");
                JsonText.quote(members.get(i).name(), out);
                out.add(':');
                members.get(i).value().writeRaw(out);
            }
            out.add('}');
        });
    }

    Json number(int number) {
        return json(out -> out.addAscii(Integer.toString(number)));
    }

    /// Writes the text of a value as a string.
    void quoted(Json value, SecretBuffer out) {
        JsonText.quote(bytes(value::writeRaw), true, out);
    }

    /// The text of a value, lent.
    byte[] text(Json value) {
        return bytes(value::writeText);
    }

    @Override
    public void close() {
        kept.forEach(bytes -> Arrays.fill(bytes, (byte) 0));
    }
}
