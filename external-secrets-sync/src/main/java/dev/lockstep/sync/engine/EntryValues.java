package dev.lockstep.sync.engine;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Extracts what one entry of a spec takes from a store's value: property, decoding, names of keys.
final class EntryValues {
    private final Entry entry;
    private final SecretValue found;
    private final Steps steps;

    private EntryValues(Entry entry, SecretValue found, Steps steps) {
        this.entry = entry;
        this.found = found;
        this.steps = steps;
    }

    /// What is found is not what the entry expects.
    static final class UnfitValue extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient SyncError error;

        private UnfitValue(SyncError error) {
            super(error.line());
            this.error = error;
        }

        SyncError error() {
            return error;
        }
    }

    /// @param steps what is left for the whole resource
    /// @return values by key, the caller's own
    /// @throws UnfitValue if there are none
    static SequencedMap<String, Plaintext> of(Entry entry, SecretValue found, Steps steps) {
        var values = new EntryValues(entry, found, steps);
        try {
            return values.values();
        } catch (SecretBuffer.Overflow e) {
            throw values.unfit(
                    Cause.TOO_LARGE, "the value is too large to look into", "use a property that makes less of it");
        } catch (Steps.Exhausted e) {
            throw values.unfit(
                    Cause.TOO_LARGE,
                    "looking into the value takes too many steps",
                    "use a shorter property, or store a smaller value");
        } catch (Steps.Interrupted e) {
            throw values.unfit(Cause.TIMEOUT, "looking into the value was interrupted", "");
        }
    }

    private SequencedMap<String, Plaintext> values() {
        return switch (entry) {
            case Entry.Single single -> {
                try (var value = value()) {
                    yield new LinkedHashMap<>(Map.of(checked(single.secretKey()), decoded(value, single.secretKey())));
                }
            }
            case Entry.Extract extract -> {
                try (var members = SecretData.owning(members())) {
                    yield converted(members, extract.conversion());
                }
            }
        };
    }

    /// The value that the property names; all if there is none.
    private Plaintext value() {
        return switch (found) {
            case SecretValue.Whole(var bytes) when entry.property().isEmpty() -> bytes.copy();
            case SecretValue.Whole(var bytes) -> property(bytes, entry.property());
            case SecretValue.Members(var data) when entry.property().isEmpty() -> json(data);
            case SecretValue.Members(var data) -> member(data);
        };
    }

    /// A key of that name, or else a path into the value of the key that its first part names: as ESO's Kubernetes
    /// provider does.
    private Plaintext member(SecretData data) {
        var whole = data.values().get(entry.property());
        if (whole != null) {
            return whole.copy();
        }
        int dot = entry.property().indexOf('.');
        var part = dot < 0 ? null : data.values().get(entry.property().substring(0, dot));
        if (part == null) {
            throw notFound();
        }
        return property(part, entry.property().substring(dot + 1));
    }

    /// A member of exactly that name goes before a path, as in ESO's Vault provider.
    private Plaintext property(Plaintext document, String property) {
        if (!(Json.of(document.lent(), steps) instanceof Json json)) {
            throw unfit(
                    Cause.VALUE_INVALID,
                    "the secret is not JSON, so it has no property " + property,
                    "take the property away, or store JSON");
        }
        Json named = null;
        for (var member : json.members()) {
            named = member.name().equals(property) ? member.value() : named;
        }
        if (named != null) {
            return plaintext(named::writeText);
        }
        return switch (PropertyPath.read(property)) {
            case PropertyPath.Read.Refused(var cause, var what) ->
                throw unfit(cause, what, "use a path that names members and elements");
            case PropertyPath.Read.Good(var path) -> {
                try (var scratch = new Scratch(steps)) {
                    if (!(Property.find(json, path, scratch) instanceof Json value)) {
                        throw notFound();
                    }
                    yield plaintext(value::writePlain);
                }
            }
        };
    }

    private SequencedMap<String, Plaintext> members() {
        if (found instanceof SecretValue.Members(var data) && entry.property().isEmpty()) {
            SequencedMap<String, Plaintext> copies = new LinkedHashMap<>();
            data.values().forEach((key, value) -> copies.put(key, value.copy()));
            return copies;
        }
        try (var document = value()) {
            if (!(Json.of(document.lent(), steps) instanceof Json json) || json.kind() != Json.Kind.OBJECT) {
                throw unfit(Cause.VALUE_INVALID, "the value is not a JSON object", "store an object, or use spec.data");
            }
            return members(json);
        }
    }

    private static SequencedMap<String, Plaintext> members(Json object) {
        SequencedMap<String, Plaintext> values = new LinkedHashMap<>();
        try {
            for (var member : object.members()) {
                replace(values, member.name(), plaintext(member.value()::writeText));
                if (values.size() > Rendering.MOST_KEYS) {
                    // Each of them costs far more memory than it has bytes.
                    throw new SecretBuffer.Overflow();
                }
            }
            return values;
        } catch (RuntimeException e) {
            values.values().forEach(Plaintext::close);
            throw e;
        }
    }

    private static void replace(Map<String, Plaintext> values, String key, Plaintext value) {
        var replaced = values.put(key, value);
        if (replaced != null) {
            replaced.close();
        }
    }

    private SequencedMap<String, Plaintext> converted(SecretData members, Conversion conversion) {
        SequencedMap<String, Plaintext> values = new LinkedHashMap<>();
        Map<String, String> names = new HashMap<>();
        try {
            members.values().forEach((name, value) -> {
                if (!name.isEmpty()) {
                    var key = checked(SecretKeyName.of(name, conversion));
                    if (names.put(key, name) instanceof String other) {
                        throw unfit(
                                Cause.KEY_INVALID,
                                "the names " + other + " and " + name + " both become the key " + key,
                                "rename one of them, or use conversionStrategy Unicode");
                    }
                    values.put(key, decoded(value, key));
                }
            });
            return values;
        } catch (RuntimeException e) {
            values.values().forEach(Plaintext::close);
            throw e;
        }
    }

    private String checked(String key) {
        if (!SecretKeyName.isValid(key)) {
            throw unfit(
                    Cause.KEY_INVALID,
                    key + " can be no key of a Secret",
                    "use up to 253 letters, digits, dashes, underscores and dots");
        }
        return key;
    }

    private Plaintext decoded(Plaintext value, String key) {
        var decoded = Decoder.decode(value, entry.decoding());
        if (decoded == null) {
            throw unfit(
                    Cause.VALUE_INVALID,
                    "the value for " + key + " is not encoded as decodingStrategy says",
                    "correct the value, or take decodingStrategy away");
        }
        if (entry.refusesNullBytes() && hasNullByte(decoded)) {
            decoded.close();
            throw unfit(
                    Cause.VALUE_INVALID,
                    "the value for " + key + " has a null byte, and nullBytePolicy is Fail",
                    "correct the value, or choose nullBytePolicy Ignore");
        }
        return decoded;
    }

    private static boolean hasNullByte(Plaintext value) {
        for (byte b : value.lent()) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    /// All keys as one JSON object, in their order.
    private static Plaintext json(SecretData data) {
        return plaintext(out -> {
            out.add('{');
            String separator = "";
            for (var member : new TreeMap<>(data.values()).entrySet()) {
                out.addAscii(separator);
                JsonText.quote(member.getKey(), out);
                out.add(':');
                JsonText.quote(member.getValue().lent(), false, out);
                separator = ",";
            }
            out.add('}');
        });
    }

    private static Plaintext plaintext(Consumer<SecretBuffer> write) {
        try (var buffer = new SecretBuffer()) {
            write.accept(buffer);
            return Plaintext.owning(Type.STRING, buffer.bytes());
        }
    }

    private UnfitValue notFound() {
        return unfit(
                Cause.PROPERTY_NOT_FOUND,
                "the secret has no property " + entry.property(),
                "correct the property, or add it to the secret");
    }

    private UnfitValue unfit(Cause cause, String what, String next) {
        return new UnfitValue(new SyncError(cause, what, Rendering.place(entry), next));
    }
}
