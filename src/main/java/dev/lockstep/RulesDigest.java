package dev.lockstep;

import dev.lockstep.crypto.StructureDigest;
import dev.lockstep.keys.KeyGroup;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.metadata.Metadata;
import dev.lockstep.rules.Selection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Hashes what a `sops` block says of the next encryption: which values, by what MAC, and for whom. A recipient that
/// somebody put in without the data key would else get the next data key.
///
/// Wrapped keys and their dates do not count: what a wrapped key is worth shows when it opens the file.
final class RulesDigest {
    private RulesDigest() {}

    static String of(Metadata metadata) {
        var digest = new StructureDigest("lockstep structure 1 rules");
        var selection = metadata.selection();
        digest.text('N', Selection.name(selection));
        digest.text('X', Selection.text(selection));
        digest.number('O', metadata.macOnlyEncrypted() ? 1 : 0);
        digest.number('H', metadata.shamirThreshold());
        for (var group : metadata.groups()) {
            digest.mark('G');
            byte[] last = {};
            for (var key : sorted(group)) {
                if (!Arrays.equals(key, last)) {
                    digest.bytes('R', key);
                }
                last = key;
            }
        }
        return digest.hex();
    }

    /// The order of recipients says nothing, and neither does it that one stands twice.
    private static List<byte[]> sorted(KeyGroup group) {
        var keys = new ArrayList<byte[]>(group.keys().size());
        for (var key : group.keys()) {
            keys.add(text(key.key()).getBytes(StandardCharsets.UTF_8));
        }
        keys.sort(Arrays::compareUnsigned);
        return keys;
    }

    /// A key as one text, each part led by its length in bytes, so that no two keys share one.
    private static String text(MasterKey key) {
        var text = new StringBuilder();
        part(text, key.provider());
        parts(text, key.fields());
        parts(text, key.context());
        return text.toString();
    }

    private static void parts(StringBuilder text, Map<String, String> parts) {
        part(text, Integer.toString(parts.size()));
        for (var part : new TreeMap<>(parts).entrySet()) {
            part(text, part.getKey());
            part(text, part.getValue());
        }
    }

    private static void part(StringBuilder text, String part) {
        text.append(part.getBytes(StandardCharsets.UTF_8).length).append(':').append(part);
    }
}
