package dev.lockstep.cli;

import dev.lockstep.keys.Passphrases;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.Console;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Asks on the terminal, without echo. Where input or output is no terminal nobody is asked: a script must not hang.
final class TerminalPassphrases implements Passphrases {
    @Override
    public byte[] ask(String prompt) {
        Console terminal = System.console();
        if (terminal == null || !terminal.isTerminal()) {
            throw notAnswered("nobody can be asked for the passphrase: input or output is not a terminal");
        }
        char[] answer = terminal.readPassword("%s: ", prompt);
        if (answer == null) {
            throw notAnswered("no passphrase was given");
        }
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(answer));
        byte[] passphrase = Arrays.copyOf(encoded.array(), encoded.limit());
        Arrays.fill(encoded.array(), (byte) 0);
        Arrays.fill(answer, '\0');
        return passphrase;
    }

    private static LockstepException notAnswered(String what) {
        return new LockstepException(
                Kind.NO_KEY_OPENED_FILE, what, "", "run it in a terminal, or use a key without a passphrase");
    }
}
