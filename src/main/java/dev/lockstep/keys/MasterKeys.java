package dev.lockstep.keys;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The texts by which flags and `.sops.yaml` name master keys, and the text by which a key is shown (sops 3.13, spec
/// 5). Whether a key exists or a recipient is well formed is for its provider to say.
public final class MasterKeys {
    private MasterKeys() {}

    /// A comma-separated list, as flags and environment variables hold it; empty text is no key.
    ///
    /// @param provider the key service
    /// @throws LockstepException `RECIPIENT_INVALID` for an Azure or Vault address that cannot be taken apart, and for
    /// several keys without commas
    public static List<MasterKey> list(String provider, String text) {
        var keys = new ArrayList<MasterKey>();
        if (!text.isEmpty()) {
            for (var one : text.split(",", -1)) {
                if (!(one.isBlank() && skipsBlank(provider))) {
                    keys.add(one(provider, one));
                }
            }
        }
        return keys;
    }

    private static boolean skipsBlank(String provider) {
        return provider.equals("hckms") || provider.equals("hc_vault");
    }

    /// One key by its usual text.
    ///
    /// @throws LockstepException `RECIPIENT_INVALID`, as [#list]
    public static MasterKey one(String provider, String text) {
        requireOne(provider, text.strip());
        return switch (provider) {
            case "pgp" -> MasterKey.of(provider, "fp", text.replace(" ", ""));
            case "kms" -> kms(text.replace(" ", ""), "", Map.of());
            case "gcp_kms" -> MasterKey.of(provider, "resource_id", text.replace(" ", ""));
            case "hckms" -> MasterKey.of(provider, "key_id", text.strip());
            case "azure_kv" -> azure(text.strip());
            case "hc_vault" -> vault(text.strip());
            default -> MasterKey.of(provider, "recipient", text.strip());
        };
    }

    /// Refuses keys on lines of their own, and age recipients between spaces, which would be taken for one.
    private static void requireOne(String provider, String text) {
        boolean several = text.indexOf('\n') >= 0;
        if (provider.equals("age") && !several) {
            int space = text.indexOf(' ');
            several = space >= 0
                    && (text.startsWith("age1")
                            || text.indexOf(" ssh-", space) >= 0
                            || text.indexOf(" age1", space) >= 0);
        }
        if (several) {
            throw new LockstepException(
                    Kind.RECIPIENT_INVALID,
                    "several " + (provider.equals("age") ? "age recipients" : provider + " keys")
                            + " in one text without commas between them",
                    "",
                    "separate the keys by commas, or write a YAML list: one line for each, beginning with a hyphen");
        }
    }

    /// An AWS key: `ARN`, or `ARN+ROLE` where the role is an ARN too.
    public static MasterKey kms(String arnAndRole, String profile, Map<String, String> context) {
        int role = arnAndRole.indexOf("+arn:");
        return role <= 0
                ? kms(arnAndRole, "", profile, context)
                : kms(arnAndRole.substring(0, role), arnAndRole.substring(role + 1), profile, context);
    }

    /// An AWS key by its parts; role and profile may be empty.
    public static MasterKey kms(String arn, String role, String profile, Map<String, String> context) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("arn", arn);
        if (!role.isEmpty()) {
            fields.put("role", role);
        }
        fields.put("aws_profile", profile);
        return new MasterKey("kms", fields, context);
    }

    /// An Azure key by its parts; an empty version is filled in by the provider.
    public static MasterKey azure(String vaultUrl, String name, String version) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("vault_url", vaultUrl);
        fields.put("name", name);
        fields.put("version", version);
        return new MasterKey("azure_kv", fields, Map.of());
    }

    /// `https://VAULT/keys/NAME[/VERSION]`
    private static MasterKey azure(String url) {
        var parts = url.split("/", -1);
        boolean known = (parts.length == 5 || parts.length == 6)
                && parts[0].equals("https:")
                && parts[1].isEmpty()
                && !parts[2].isEmpty()
                && parts[3].equals("keys")
                && !parts[4].isEmpty();
        if (!known) {
            throw invalid("Azure Key Vault", url, "write https://VAULT/keys/NAME/VERSION");
        }
        return azure("https://" + parts[2], parts[4], parts.length == 6 ? parts[5] : "");
    }

    /// `https://HOST:PORT/v1/ENGINE…/keys/NAME`
    private static MasterKey vault(String uri) {
        int scheme = uri.indexOf("://");
        int path = scheme <= 0 ? -1 : uri.indexOf('/', scheme + 3);
        var parts = path < 0 ? new String[0] : uri.substring(path + 1).split("/");
        if (parts.length < 4 || !parts[0].matches("v[0-9]+") || !parts[parts.length - 2].equals("keys")) {
            throw invalid("Vault", uri, "write https://vault.example.com:8200/v1/transit/keys/keyName");
        }
        var engine = String.join("/", List.of(parts).subList(1, parts.length - 2));
        var fields = new LinkedHashMap<String, String>();
        fields.put("vault_address", uri.substring(0, path));
        fields.put("engine_path", engine);
        fields.put("key_name", parts[parts.length - 1]);
        return new MasterKey("hc_vault", fields, Map.of());
    }

    private static LockstepException invalid(String service, String text, String next) {
        int credentials = text.indexOf('@');
        var shown = credentials < 0 ? text : "…" + text.substring(credentials);
        return new LockstepException(Kind.RECIPIENT_INVALID, "not a " + service + " key: " + shown, "", next);
    }

    /// The text that stands for a key in messages, comparisons and `rotate --rm` (spec 5.0).
    public static String text(MasterKey key) {
        return switch (key.provider()) {
            case "pgp" -> key.field("fp");
            case "kms" -> kmsText(key);
            case "gcp_kms" -> key.field("resource_id");
            case "hckms" -> key.field("key_id");
            case "azure_kv" -> key.field("vault_url") + "/keys/" + key.field("name") + "/" + key.field("version");
            case "hc_vault" ->
                key.field("vault_address") + "/v1/" + key.field("engine_path") + "/keys/" + key.field("key_name");
            default -> key.field("recipient");
        };
    }

    private static String kmsText(MasterKey key) {
        var out = new StringBuilder(key.field("arn"));
        if (!key.field("role").isEmpty()) {
            out.append('+').append(key.field("role"));
        }
        var context = new StringBuilder();
        new TreeMap<>(key.context())
                .forEach((name, value) -> context.append(context.isEmpty() ? "" : ",")
                        .append(name)
                        .append(':')
                        .append(value));
        if (!context.isEmpty() || !key.field("aws_profile").isEmpty()) {
            out.append('|').append(context);
        }
        if (!key.field("aws_profile").isEmpty()) {
            out.append('|').append(key.field("aws_profile"));
        }
        return out.toString();
    }
}
