package dev.lockstep.metadata;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.keys.KeyGroup;
import dev.lockstep.keys.WrappedKey;
import dev.lockstep.rules.Selection;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Builds a `sops` block.
final class MetadataWriter {
    private MetadataWriter() {}

    static Mapping write(Metadata metadata) {
        var fields = new TreeMap<String, Node>();
        for (var entry : metadata.unknown()) {
            fields.put(entry.key(), entry.value().detached(Span.NONE));
        }
        if (metadata.groups().size() == 1) {
            putLists(fields, metadata.groups().getFirst(), false);
        } else if (!metadata.groups().isEmpty()) {
            fields.put(
                    "key_groups",
                    list(metadata.groups().stream().map(MetadataWriter::group).toList()));
        }
        if (metadata.shamirThreshold() != 0) {
            fields.put("shamir_threshold", scalar(Type.INTEGER, Integer.toString(metadata.shamirThreshold())));
        }
        putRule(fields, metadata);
        if (metadata.macOnlyEncrypted()) {
            fields.put("mac_only_encrypted", scalar(Type.BOOLEAN, "True"));
        }
        fields.put("lastmodified", text(metadata.lastModified()));
        fields.put("mac", text(metadata.mac()));
        fields.put("version", text(metadata.version()));
        if (!metadata.presentation().isEmpty()) {
            fields.put("presentation", text(metadata.presentation()));
        }
        if (!metadata.structure().isEmpty()) {
            fields.put("structure", text(metadata.structure()));
        }
        return map(fields);
    }

    /// As [#write]; the rule that holds where none is written stays unwritten.
    static Mapping write(Metadata metadata, Mapping earlier) {
        var block = write(metadata);
        var implied = Selection.name(Selection.DEFAULT);
        boolean written = earlier.members().stream()
                .anyMatch(member -> member instanceof Entry entry && entry.key().equals(implied));
        if (written || !metadata.selection().equals(Selection.DEFAULT)) {
            return block;
        }
        return new Mapping(
                block.members().stream()
                        .filter(member ->
                                !(member instanceof Entry entry && entry.key().equals(implied)))
                        .toList(),
                Span.NONE);
    }

    private static void putRule(SortedMap<String, Node> fields, Metadata metadata) {
        var rule = metadata.selection();
        var value = Selection.text(rule);
        if (!value.isEmpty()) {
            fields.put(Selection.name(rule), text(value));
        }
    }

    private static Node group(KeyGroup group) {
        var lists = new TreeMap<String, Node>();
        putLists(lists, group, true);
        return map(lists);
    }

    private static void putLists(SortedMap<String, Node> fields, KeyGroup group, boolean oneOfSeveral) {
        for (var list : KeyList.values()) {
            var keys = new ArrayList<Node>();
            for (var key : group.keys()) {
                if (key.key().provider().equals(list.id)) {
                    keys.add(key(list, key));
                }
            }
            if (!keys.isEmpty() || (oneOfSeveral && list.isAlwaysInGroups())) {
                fields.put(list.id, list(keys));
            }
        }
    }

    private static Node key(KeyList list, WrappedKey wrapped) {
        var fields = new TreeMap<String, Node>();
        for (var name : list.fields) {
            var value = wrapped.key().field(name);
            if (!value.isEmpty() || !KeyList.isOptional(name)) {
                fields.put(name, text(value));
            }
        }
        if (!wrapped.key().context().isEmpty()) {
            var context = new TreeMap<String, Node>();
            wrapped.key().context().forEach((name, value) -> context.put(name, text(value)));
            fields.put("context", map(context));
        }
        if (list.isDated()) {
            fields.put("created_at", text(wrapped.createdAt()));
        }
        fields.put("enc", text(wrapped.enc()));
        return map(fields);
    }

    private static Mapping map(SortedMap<String, Node> fields) {
        var members = new ArrayList<Member>(fields.size());
        fields.forEach((key, value) -> members.add(new Entry(key, Span.NONE, value)));
        return new Mapping(members, Span.NONE);
    }

    private static Sequence list(List<Node> items) {
        return new Sequence(items, Span.NONE);
    }

    private static Scalar text(String text) {
        return scalar(Type.STRING, text);
    }

    private static Scalar scalar(Type type, String text) {
        return new Scalar(Plaintext.owning(type, text.getBytes(StandardCharsets.UTF_8)), Span.NONE);
    }
}
