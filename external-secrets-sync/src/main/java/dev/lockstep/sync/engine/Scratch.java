package dev.lockstep.sync.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Owns the JSON that comes into being on the way to a property, and wipes it.
final class Scratch implements AutoCloseable {
    private final List<byte[]> kept = new ArrayList<>();
    private final Steps steps;
    private long length;

    Scratch(Steps steps) {
        this.steps = steps;
    }

    /// Counts work that is done beside the values.
    void spend(long more) {
        steps.spend(more);
    }

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
        return Json.of(bytes(write), steps);
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

    Json array(Iterable<Json> elements) {
        return list('[', elements, (element, out) -> element.writeRaw(out), ']');
    }

    Json object(Iterable<Json.Member> members) {
        return list(
                '{',
                members,
                (member, out) -> {
                    JsonText.quote(member.name(), out);
                    out.add(':');
                    member.value().writeRaw(out);
                },
                '}');
    }

    /// Writes each part, with commas between them.
    <T> Json list(char open, Iterable<T> parts, BiConsumer<T, SecretBuffer> write, char close) {
        return json(out -> {
            out.add(open);
            var separator = "";
            for (var part : parts) {
                out.addAscii(separator);
                write.accept(part, out);
                separator = ",";
            }
            out.add(close);
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
