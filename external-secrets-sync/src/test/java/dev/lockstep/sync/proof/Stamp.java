package dev.lockstep.sync.proof;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/// What the tests put into a source: values that tell which version of the source they are from, how many values that
/// version has, and that are canaries as well.
///
/// @param version of the whole source, from 1
/// @param keys how many keys that version has
record Stamp(int version, int keys) {
    /// Of this run alone, so that whatever holds it has it from a secret of this run.
    static final String CANARY =
            "canary" + UUID.randomUUID().toString().replace("-", "").substring(0, 18);

    private static final Pattern FORM = Pattern.compile("v(\\d+)/(\\d+):([^:]+):" + CANARY);

    /// The values of one version: `key1`, `key2` and so on.
    static Map<String, String> version(int version, int keys) {
        var values = new LinkedHashMap<String, String>();
        for (int i = 1; i <= keys; i++) {
            values.put("key" + i, value(version, keys, "key" + i));
        }
        return values;
    }

    static String value(int version, int keys, String key) {
        return "v" + version + "/" + keys + ":" + key + ":" + CANARY;
    }

    /// Reads a value back.
    ///
    /// @throws IllegalArgumentException if it is not whole, or stands under another key than it was made for
    static Stamp of(String key, String value) {
        var match = FORM.matcher(value);
        if (!match.matches() || !match.group(3).equals(key)) {
            throw new IllegalArgumentException("no value of a source under " + key);
        }
        return new Stamp(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)));
    }
}
