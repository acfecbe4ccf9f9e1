package dev.lockstep.keys.age;

import dev.lockstep.secret.Randomness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Encrypts through a plugin, `age1NAME1…`. (c2sp.org/age-plugin, "Wrapping with recipient-v1")
final class PluginRecipient implements AgeRecipient {
    private static final int NAME_FROM = "age1".length();

    private final String name;
    private final String text;
    private final Plugins plugins;

    private PluginRecipient(String name, String text, Plugins plugins) {
        this.name = name;
        this.text = text;
        this.plugins = plugins;
    }

    static PluginRecipient parse(String text, Plugins plugins) {
        var prefix = text.substring(0, text.lastIndexOf('1'));
        var name = prefix.length() < NAME_FROM ? "" : prefix.substring(NAME_FROM);
        Plugins.checkedName(name);
        AgeRecipient.decode(text, prefix);
        return new PluginRecipient(name, text, plugins);
    }

    @Override
    public Wrapping wrap(FileKey fileKey, Randomness random) {
        try (var conversation = plugins.start(name, "recipient-v1")) {
            return conversation.process().within(plugins.limit(), () -> wrap(fileKey, conversation));
        }
    }

    private Wrapping wrap(FileKey fileKey, PluginConversation conversation) throws IOException {
        conversation.send("add-recipient", text);
        conversation.send("wrap-file-key", List.of(), fileKey.lend());
        conversation.send("extension-labels");
        conversation.send("done");
        var stanzas = new ArrayList<Stanza>();
        List<String> labels = List.of();
        while (true) {
            var message = conversation.receive();
            var arguments = message.arguments();
            switch (message.type()) {
                case "recipient-stanza" -> {
                    if (arguments.size() < 2 || !arguments.getFirst().equals("0")) {
                        throw conversation.failed("broke the protocol");
                    }
                    stanzas.add(
                            Stanza.owning(arguments.get(1), arguments.subList(2, arguments.size()), message.body()));
                    conversation.send("ok");
                }
                case "labels" -> {
                    labels = arguments;
                    conversation.send("ok");
                }
                case "done" -> {
                    if (stanzas.isEmpty()) {
                        throw conversation.failed("gave no stanza");
                    }
                    return new Wrapping(stanzas, labels);
                }
                default -> conversation.send("unsupported");
            }
        }
    }
}
