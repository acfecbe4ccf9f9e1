package dev.lockstep.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.Decryption;
import dev.lockstep.Encryption;
import dev.lockstep.FilePlace;
import dev.lockstep.config.CreationRule;
import dev.lockstep.format.Formats;
import dev.lockstep.format.Layout;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.KeyProviders;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.ProviderEnvironment;
import dev.lockstep.keys.UnwrapPolicy;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Selection;
import dev.lockstep.secret.Randomness;
import dev.lockstep.sync.store.SopsPolicy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Files encrypted for an age key that exists for tests only, and machines that have it or have it not.
public final class SopsFixtures {
    private static final String KEY = "AGE-SECRET-KEY-1N3UVGF75NL96PU63KDHY4JE8EVX0PLXLFZMCJNKL6FEK4A6E94WQCMDVT7";
    private static final String ANOTHER_KEY =
            "AGE-SECRET-KEY-185MA3J3EFR6XGM3P74LRCAL9K68CGDECQS4TZXVFYLQND82UA9ESE7LPTA";
    private static final String RECIPIENT = "age1n6njzctr7z5ftq0s8xccvpqzg5sf0j9z6a0yd96zdd8em9ltfscscnujjw";

    private SopsFixtures() {}

    /// A machine that opens the files.
    public static ProviderEnvironment withKey() {
        return host(Map.of("SOPS_AGE_KEY", KEY));
    }

    /// A machine whose key is a good one, and not that of the files.
    public static ProviderEnvironment withAnotherKey() {
        return host(Map.of("SOPS_AGE_KEY", ANOTHER_KEY));
    }

    public static ProviderEnvironment withoutKey() {
        return host(Map.of());
    }

    private static ProviderEnvironment host(Map<String, String> environment) {
        return new ProviderEnvironment(
                environment,
                Path.of("/nonexistent"),
                prompt -> {
                    throw new LockstepException(Kind.NO_KEY_OPENED_FILE, "nobody to ask", "", "");
                },
                Randomness.system());
    }

    static String key() {
        return KEY;
    }

    /// As `sops encrypt --encrypted-regex '^(data|stringData)$'` would.
    public static byte[] encrypted(String plain) {
        return encrypted(plain, "yaml", new Selection.EncryptedRegex("^(data|stringData)$"));
    }

    public static byte[] encrypted(String plain, String format, Selection selection) {
        return encrypted(plain, format, selection, "");
    }

    /// A YAML file as sops, or somebody who changed it, leaves it.
    public static byte[] withoutStructure(byte[] encrypted) {
        return new String(encrypted, UTF_8)
                .replaceAll("(?m)^ *structure: .*\n", "")
                .getBytes(UTF_8);
    }

    /// @param boundPath the path it is bound to
    public static byte[] encrypted(String plain, String format, Selection selection, String boundPath) {
        var rule = new CreationRule(List.of(List.of(MasterKey.of("age", "recipient", RECIPIENT))), 0, selection, false);
        var encryption = new Encryption(keys(withKey()), Randomness.system(), InstantSource.system());
        return encryption
                .encrypt(plain.getBytes(UTF_8), Formats.named(format), rule, new Layout.Lossless(), boundPath)
                .bytes();
    }

    public static Decryption decryption(ProviderEnvironment host) {
        return new Decryption(keys(host));
    }

    /// As without any flag, but that manifests may leave their namespace out.
    public static SopsPolicy policy(ProviderEnvironment host) {
        return new SopsPolicy(decryption(host), FilePlace::inCommit, false, "default");
    }

    private static DataKeys keys(ProviderEnvironment host) {
        return new DataKeys(KeyProviders.installed(host), Randomness.system(), UnwrapPolicy.DEFAULT);
    }

    /// A plain manifest: key, value, key, value.
    public static String secret(String namespace, String name, String... pairs) {
        var text = new StringBuilder("apiVersion: v1\nkind: Secret\nmetadata:\n  name: " + name + "\n");
        if (!namespace.isEmpty()) {
            text.append("  namespace: ").append(namespace).append('\n');
        }
        text.append("stringData:\n");
        for (int i = 0; i < pairs.length; i += 2) {
            text.append("  ")
                    .append(pairs[i])
                    .append(": \"")
                    .append(pairs[i + 1])
                    .append("\"\n");
        }
        return text.toString();
    }
}
