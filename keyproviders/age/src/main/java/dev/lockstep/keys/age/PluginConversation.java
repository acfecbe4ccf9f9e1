package dev.lockstep.keys.age;

import dev.lockstep.keys.Passphrases;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.problem.ProblemText;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Speaks with a plugin: messages are stanzas, every message of the plugin gets an answer. What the plugin asks of the
/// person at the terminal is answered here; what belongs to the task is left to the caller. (c2sp.org/age-plugin)
final class PluginConversation implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final int MAX_BYTES = 16 << 20;
    /// The words of another program, whose answer may have megabytes; an error is a line or two.
    private static final int MAX_QUOTED_BYTES = 8192;

    private final String name;
    private final ChildProcess process;
    private final Passphrases passphrases;
    private final OutputStream input;
    private final StanzaReader output;

    PluginConversation(String name, ChildProcess process, Passphrases passphrases) {
        this.name = name;
        this.process = process;
        this.passphrases = passphrases;
        this.input = new BufferedOutputStream(process.input());
        this.output = new StanzaReader(new OutputLines(process.output()));
    }

    ChildProcess process() {
        return process;
    }

    /// Buffers a message; [#receive()] sends all that is buffered.
    void send(String type, List<String> arguments, byte[] body) throws IOException {
        var text = new StringBuilder();
        Stanza.owning(type, arguments, body).appendTo(text);
        var bytes = Ascii.bytes(text.toString());
        input.write(bytes);
        Ascii.wipe(bytes);
    }

    void send(String type, String... arguments) throws IOException {
        send(type, List.of(arguments), new byte[0]);
    }

    /// The plugin's next message about the task; questions to the person are dealt with on the way.
    /// @throws AgeException `PLUGIN` if it reports an error or breaks the protocol
    Stanza receive() throws IOException {
        while (true) {
            input.flush();
            var message = next();
            switch (message.type()) {
                case "error" -> {
                    send("ok");
                    input.flush();
                    throw failed("says: " + quoted(message));
                }
                // There is no place to show it, and to say "ok" would be a lie.
                case "msg" -> send("fail");
                case "request-secret", "request-public" -> answer(message);
                case "confirm" -> confirm(message);
                default -> {
                    return message;
                }
            }
        }
    }

    AgeException failed(String what) {
        return new AgeException(AgeException.Kind.PLUGIN, "age-plugin-" + name + " " + what);
    }

    private Stanza next() {
        try {
            return output.read();
        } catch (UncheckedIOException | AgeException e) {
            throw failed("broke off, or said something that is not part of the protocol");
        }
    }

    private void answer(Stanza message) throws IOException {
        try {
            var answer = ask(quoted(message));
            send("ok", List.of(), answer);
            Ascii.wipe(answer);
        } catch (LockstepException e) {
            send("fail");
        }
    }

    private void confirm(Stanza message) throws IOException {
        var labels = message.arguments().size();
        if (labels != 1 && labels != 2) {
            throw failed("broke the protocol");
        }
        var question = quoted(message) + " (1 for " + label(message, 0)
                + (labels == 2 ? ", 2 for " + label(message, 1) : "") + ")";
        try {
            var answer = ask(question);
            var choice = Ascii.text(answer, 0, answer.length).strip();
            switch (choice) {
                case "1" -> send("ok", "yes");
                case "2" -> send("ok", "no");
                default -> send("fail");
            }
        } catch (LockstepException e) {
            send("fail");
        }
    }

    private byte[] ask(String question) throws IOException {
        return process.pausing(() -> passphrases.ask("age-plugin-" + name + ": " + question));
    }

    private static String label(Stanza message, int index) {
        var bytes = message.decodedArgument(index);
        return Problem.escaped(new String(bytes, StandardCharsets.UTF_8));
    }

    /// Text of the plugin, made harmless for a terminal.
    private static String quoted(Stanza message) {
        var text = new String(message.body(), StandardCharsets.UTF_8);
        return ProblemText.bounded(Problem.escaped(text), MAX_QUOTED_BYTES);
    }

    @Override
    public void close() {
        process.close();
    }

    private static final class OutputLines implements StanzaReader.Lines {
        private final InputStream stream;
        private int remaining = MAX_BYTES;

        OutputLines(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public byte @Nullable [] next() {
            var line = new ByteArrayOutputStream();
            try {
                for (var octet = stream.read(); octet != '\n'; octet = stream.read()) {
                    if (octet < 0 || line.size() == MAX_LINE_BYTES || remaining-- == 0) {
                        return null;
                    }
                    line.write(octet);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return line.toByteArray();
        }
    }
}
