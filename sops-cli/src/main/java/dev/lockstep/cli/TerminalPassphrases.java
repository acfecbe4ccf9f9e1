package dev.lockstep.cli;

import dev.lockstep.keys.Passphrases;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Asks on the controlling terminal, without echo, whatever standard input and output are: `decrypt FILE > OUT` may ask
/// too. Without a terminal nobody is asked: a script must not hang.
final class TerminalPassphrases implements Passphrases {
    private static final String TERMINAL = "/dev/tty";
    private static final int LONGEST = 4096;

    @Override
    public byte[] ask(String prompt) {
        try (var in = new FileInputStream(TERMINAL);
                var out = new FileOutputStream(TERMINAL);
                var _ = TerminalEcho.off(TERMINAL)) {
            out.write((prompt + ": ").getBytes(StandardCharsets.UTF_8));
            byte[] answer = line(in);
            out.write('\n');
            return answer;
        } catch (IOException e) {
            throw notAnswered("nobody can be asked, there is no terminal");
        }
    }

    /// Byte by byte, so that nothing behind the line is taken from the terminal.
    private static byte[] line(FileInputStream in) throws IOException {
        byte[] buffer = new byte[LONGEST];
        try {
            int length = 0;
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0 || length == LONGEST) {
                    throw notAnswered("no passphrase was given");
                }
                buffer[length++] = (byte) b;
            }
            return Arrays.copyOf(buffer, length);
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    private static LockstepException notAnswered(String what) {
        return new LockstepException(
                Kind.NO_KEY_OPENED_FILE, what, "", "run it in a terminal, or use a key without a passphrase");
    }
}
