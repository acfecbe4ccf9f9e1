package dev.lockstep.metadata;

import static dev.lockstep.metadata.MetadataCodec.MOST_GROUPS;
import static dev.lockstep.metadata.MetadataCodec.MOST_KEYS;
import static dev.lockstep.metadata.MetadataCodec.unusable;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Span;
import dev.lockstep.keys.KeyGroup;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.WrappedKey;
import dev.lockstep.rules.Selection;
import dev.lockstep.rules.Selection.EncryptedCommentRegex;
import dev.lockstep.rules.Selection.EncryptedRegex;
import dev.lockstep.rules.Selection.EncryptedSuffix;
import dev.lockstep.rules.Selection.UnencryptedCommentRegex;
import dev.lockstep.rules.Selection.UnencryptedRegex;
import dev.lockstep.rules.Selection.UnencryptedSuffix;
import dev.lockstep.secret.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// Reads a `sops` block. Every field is taken out of the map once; what is left is unknown here and kept.
final class MetadataReader {
    private static final List<Function<String, Selection>> KINDS = List.of(
            UnencryptedSuffix::new,
            EncryptedSuffix::new,
            UnencryptedRegex::new,
            EncryptedRegex::new,
            UnencryptedCommentRegex::new,
            EncryptedCommentRegex::new);

    private final Map<String, Field> fields;

    private MetadataReader(Mapping block) {
        fields = new Field(Metadata.KEY, block).map();
    }

    static Metadata read(Mapping block) {
        var reader = new MetadataReader(block);
        var lastModified = seconds(reader.field("lastmodified"));
        var groups = reader.groups();
        return new Metadata(
                groups,
                reader.field("shamir_threshold").number(MOST_GROUPS),
                reader.selection(),
                reader.field("mac_only_encrypted").truth(),
                lastModified,
                reader.field("mac").text(),
                reader.version(),
                reader.field("presentation").text(),
                reader.field("structure").text(),
                reader.unknown());
    }

    private Field field(String name) {
        return take(fields, Metadata.KEY, name);
    }

    private static Field take(Map<String, Field> fields, String place, String name) {
        var field = fields.remove(name);
        return field == null ? new Field(place + "." + name, null) : field;
    }

    private List<KeyGroup> groups() {
        var top = group(fields, Metadata.KEY);
        var several = new ArrayList<KeyGroup>();
        for (var field : field("key_groups").list()) {
            several.add(group(field.map(), field.place()));
        }
        var groups = top.keys().isEmpty() ? several : List.of(top);
        int keys = MetadataCodec.countOf(groups);
        if (groups.isEmpty()) {
            throw unusable("No keys found in file");
        }
        if (keys > MOST_KEYS || groups.size() > MOST_GROUPS) {
            throw unusable("the sops block lists " + keys + " keys in " + groups.size() + " groups; at most "
                    + MOST_KEYS + " in " + MOST_GROUPS + " are accepted");
        }
        return groups;
    }

    private static KeyGroup group(Map<String, Field> fields, String place) {
        var keys = new ArrayList<WrappedKey>();
        for (var list : KeyList.values()) {
            for (var entry : take(fields, place, list.id).list()) {
                keys.add(key(list, entry));
            }
        }
        return new KeyGroup(keys);
    }

    private static WrappedKey key(KeyList list, Field entry) {
        var fields = entry.map();
        var names = new LinkedHashMap<String, String>();
        for (var name : list.fields) {
            var text = take(fields, entry.place(), name).text();
            if (!text.isEmpty()) {
                names.put(name, text);
            }
        }
        var context = new TreeMap<String, String>();
        if (list == KeyList.KMS) {
            take(fields, entry.place(), "context").map().forEach((name, value) -> context.put(name, value.text()));
        }
        var createdAt = list.isDated() ? seconds(take(fields, entry.place(), "created_at")) : "";
        return new WrappedKey(
                new MasterKey(list.id, names, context),
                take(fields, entry.place(), "enc").text(),
                createdAt);
    }

    /// The one rule there is; the default when there is none.
    private Selection selection() {
        var rules = new ArrayList<Selection>();
        for (var kind : KINDS) {
            var text = field(Selection.name(kind.apply(""))).text();
            if (!text.isEmpty()) {
                rules.add(kind.apply(text));
            }
        }
        if (rules.size() > 1) {
            throw unusable(
                    "Cannot use more than one of encrypted_suffix, unencrypted_suffix, encrypted_regex, unencrypted_regex, "
                            + "encrypted_comment_regex, or unencrypted_comment_regex in the same file");
        }
        return rules.isEmpty() ? Selection.DEFAULT : rules.getFirst();
    }

    /// `1.…` of the first sops, or a semantic version, perhaps newer than ours: that is for the caller to say.
    private String version() {
        var field = field("version");
        var version = field.text();
        if (version.isEmpty()) {
            throw field.invalid("is missing: Version string empty");
        }
        if (!version.startsWith("1.") && !isSemantic(version)) {
            throw field.invalid("is not of the form 3.13.3: No Major.Minor.Patch elements found");
        }
        return version;
    }

    private static boolean isSemantic(String version) {
        int at = version.startsWith("v") ? 1 : 0;
        for (int part = 0; part < 3; part++) {
            int start = at;
            while (at < version.length() && version.charAt(at) >= '0' && version.charAt(at) <= '9') {
                at++;
            }
            boolean leadingZero = at - start > 1 && version.charAt(start) == '0';
            if (at == start || leadingZero || (part < 2 && (at == version.length() || version.charAt(at++) != '.'))) {
                return false;
            }
        }
        return at == version.length() || (at + 1 < version.length() && "-+".indexOf(version.charAt(at)) >= 0);
    }

    private static String seconds(Field field) {
        byte[] text = Rfc3339.seconds(field.text().getBytes(StandardCharsets.UTF_8));
        if (text == null) {
            throw field.invalid("is not a time like 2006-01-02T15:04:05Z");
        }
        return new String(text, StandardCharsets.US_ASCII);
    }

    private List<Entry> unknown() {
        var unknown = new ArrayList<Entry>();
        fields.forEach((key, field) -> {
            if (field.value() instanceof Node value) {
                unknown.add(new Entry(key, Span.NONE, value));
            }
        });
        return unknown;
    }
}
