package dev.lockstep.keys.age;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Opens files through a plugin, `AGE-PLUGIN-NAME-1…`. (c2sp.org/age-plugin, "Unwrapping with identity-v1")
final class PluginIdentity implements AgeIdentity {
    private static final String PREFIX = "AGE-PLUGIN-";

    private final String name;
    private final String text;
    private final Plugins plugins;

    private PluginIdentity(String name, String text, Plugins plugins) {
        this.name = name;
        this.text = text;
        this.plugins = plugins;
    }

    static PluginIdentity parse(byte[] text, Plugins plugins) {
        var decoded = Bech32.decode(text);
        if (decoded == null) {
            throw new AgeException(AgeException.Kind.KEY, "an identity is not well-formed, or its checksum is wrong");
        }
        Ascii.wipe(decoded.data());
        var prefix = decoded.prefix();
        if (!prefix.startsWith(PREFIX) || !prefix.endsWith("-") || prefix.length() <= PREFIX.length()) {
            throw new AgeException(AgeException.Kind.KEY, "an identity is of an unknown type");
        }
        var name = prefix.substring(PREFIX.length(), prefix.length() - 1).toLowerCase(Locale.ROOT);
        return new PluginIdentity(Plugins.checkedName(name), Ascii.text(text, 0, text.length), plugins);
    }

    @Override
    public boolean isInteractive() {
        return true;
    }

    @Override
    public @Nullable FileKey unwrap(List<Stanza> stanzas) {
        return unwrap(stanzas, plugins.limit());
    }

    /// @param limit how long the plugin may take; the time of questions does not count
    @Nullable
    FileKey unwrap(List<Stanza> stanzas, Duration limit) {
        try (var conversation = plugins.start(name, "identity-v1")) {
            var found = conversation.process().within(limit, () -> unwrap(stanzas, conversation));
            return found.isEmpty() ? null : found.getFirst();
        }
    }

    /// @return the file key, or nothing
    private List<FileKey> unwrap(List<Stanza> stanzas, PluginConversation conversation) throws IOException {
        conversation.send("add-identity", text);
        for (var stanza : stanzas) {
            var arguments = new ArrayList<>(List.of("0", stanza.type()));
            arguments.addAll(stanza.arguments());
            conversation.send("recipient-stanza", arguments, stanza.body());
        }
        conversation.send("done");
        var found = new ArrayList<FileKey>(1);
        while (true) {
            var message = conversation.receive();
            switch (message.type()) {
                case "file-key" -> {
                    if (!message.arguments().equals(List.of("0")) || !found.isEmpty()) {
                        throw conversation.failed("broke the protocol");
                    }
                    found.add(FileKey.owning(message.body()));
                    conversation.send("ok");
                }
                case "done" -> {
                    return found;
                }
                default -> conversation.send("unsupported");
            }
        }
    }

    @Override
    public String toString() {
        return "PluginIdentity[" + name + ", redacted]";
    }
}
