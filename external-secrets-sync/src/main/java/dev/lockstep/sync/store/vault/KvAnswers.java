package dev.lockstep.sync.store.vault;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.SecretValue;
import dev.lockstep.sync.store.StoreException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads the answers of the KV engines. Only Vault's own word, in JSON and without complaint, makes a secret absent: a
/// proxy's 404, or a mount that is not there, is a failure.
record KvAnswers(VaultErrors refusals) {
    /// @param reply lent
    /// @throws StoreException for all that is neither a value nor absence
    Fetched value(VaultReply reply, KvPath path, String place) {
        var json = answered(reply, place);
        if (json == null) {
            return new Fetched.Absent(reply.askedAt());
        }
        return switch (path.version()) {
            case V1 -> found(json.raw("data"), "", reply, place);
            case V2 -> versioned(json.object("data"), reply, place);
        };
    }

    private Fetched versioned(@Nullable JsonView secret, VaultReply reply, String place) {
        var metadata = secret == null ? null : secret.object("metadata");
        if (metadata == null) {
            throw refusals.invalid("the answer is not that of a KV engine of version 2", place);
        }
        return found(secret.raw("data"), number(metadata, "version"), reply, place);
    }

    private Fetched found(byte @Nullable [] data, String version, VaultReply reply, String place) {
        if (data == null) {
            throw refusals.invalid("the answer has no data", place);
        }
        var value = new SecretValue.Whole(Plaintext.owning(Plaintext.Type.STRING, data));
        return new Fetched.Found(value, version, reply.askedAt());
    }

    /// `custom_metadata` with what the engine keeps beside it: `created_time`, `current_version`,
    /// `delete_version_after` (ESO 2.9).
    Fetched metadata(VaultReply reply, String place) {
        var json = answered(reply, place);
        if (json == null) {
            return new Fetched.Absent(reply.askedAt());
        }
        var kept = json.object("data");
        if (kept == null || kept.number("current_version") < 0) {
            throw refusals.invalid("the answer is not the metadata of a KV engine of version 2", place);
        }
        return found(joined(kept), number(kept, "current_version"), reply, place);
    }

    private static byte[] joined(JsonView kept) {
        var custom = kept.object("custom_metadata");
        var object = new ByteArrayOutputStream();
        byte[] members = custom == null ? null : kept.raw("custom_metadata");
        if (members == null || custom.isEmpty()) {
            object.write('{');
        } else {
            object.write(members, 0, members.length - 1);
            object.write(',');
        }
        for (var name : new String[] {"created_time", "delete_version_after"}) {
            byte[] text = kept.text(name);
            if (text != null && (custom == null || !custom.has(name))) {
                write(object, "\"" + name + "\":\"");
                object.writeBytes(text);
                write(object, "\",");
            }
        }
        write(
                object,
                custom != null && custom.has("current_version")
                        ? ""
                        : "\"current_version\":" + number(kept, "current_version"));
        write(object, "}");
        return object.toByteArray();
    }

    private static void write(ByteArrayOutputStream object, String ascii) {
        object.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private static String number(JsonView object, String name) {
        long number = object.number(name);
        return number < 0 ? "" : Long.toString(number);
    }

    /// @return the answer; null if Vault says that there is no such secret, or not any more
    private @Nullable JsonView answered(VaultReply reply, String place) {
        if (!reply.isGood() && reply.status() != 404) {
            throw refusals.of(reply, place);
        }
        var json = reply.json();
        if (json == null) {
            throw refusals.invalid("the answer is not JSON (" + reply.status() + ")", place);
        }
        if (reply.isGood()) {
            return json;
        }
        if (json.isFilledArray("errors") || json.isFilledArray("warnings") || !saysMissing(json)) {
            throw refusals.of(reply, place);
        }
        return null;
    }

    /// A missing key is an empty list of errors; a deleted or destroyed version comes with its metadata.
    private static boolean saysMissing(JsonView json) {
        return json.has("errors") || json.object("data") instanceof JsonView data && data.has("metadata");
    }
}
