package dev.lockstep.keys.age;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads a list of identities, one on each line. Empty lines and lines that start with `#` are skipped; any other line
/// must be an identity, so a file is never read in part. Line ends may be those of Windows, and a byte order mark may
/// lead.
final class IdentityFile {
    /// More than any identity needs; sops stops reading here without a word.
    private static final int MAX_LINE_BYTES = 64 * 1024;
    /// After so many wrong lines a file is something else, and is not read on.
    private static final int MAX_WRONG_LINES = 20;

    private final Plugins plugins;

    IdentityFile(Plugins plugins) {
        this.plugins = plugins;
    }

    /// @param words whether a line may hold several identities, as `SOPS_AGE_KEY` may
    /// @throws AgeException `KEY` naming each line that is wrong, and quoting nothing of it
    List<AgeIdentity> parse(byte[] text, boolean words) {
        if (isUtf16(text)) {
            throw new AgeException(AgeException.Kind.KEY, "it is UTF-16; save it as UTF-8");
        }
        var identities = new ArrayList<AgeIdentity>();
        var wrong = new ArrayList<String>();
        var number = 0;
        for (int from = afterByteOrderMark(text); from < text.length && wrong.size() < MAX_WRONG_LINES; ) {
            var end = Ascii.indexOf(text, from, text.length, '\n');
            number++;
            try {
                addLine(text, from, end, number, words, identities);
            } catch (AgeException e) {
                wrong.add(e.getMessage());
            }
            from = end + 1;
        }
        if (wrong.size() == MAX_WRONG_LINES) {
            wrong.add("the lines after line " + number + " were not read");
        }
        if (!wrong.isEmpty()) {
            throw new AgeException(
                    AgeException.Kind.KEY,
                    identities.isEmpty() ? List.of("it holds no identity: " + wrong.getFirst()) : wrong);
        }
        return identities;
    }

    private void addLine(byte[] text, int from, int end, int number, boolean words, List<AgeIdentity> identities) {
        var contentEnd = end > from && text[end - 1] == '\r' ? end - 1 : end;
        if (contentEnd - from > MAX_LINE_BYTES) {
            throw refused(number, "is longer than 64 KiB");
        }
        if (contentEnd == from || text[from] == '#') {
            return;
        }
        if (words) {
            addWords(text, from, contentEnd, number, identities);
        } else {
            identities.add(identity(text, from, contentEnd, number));
        }
    }

    private void addWords(byte[] text, int from, int to, int number, List<AgeIdentity> identities) {
        for (int start = from; start < to; ) {
            var end = start;
            while (end < to && !Ascii.isSpace(text[end])) {
                end++;
            }
            if (end > start) {
                identities.add(identity(text, start, end, number));
            }
            start = end + 1;
        }
    }

    private AgeIdentity identity(byte[] text, int from, int to, int number) {
        var line = Arrays.copyOfRange(text, from, to);
        try {
            return identity(line);
        } catch (AgeException e) {
            throw refused(number, "is wrong: " + e.getMessage());
        } finally {
            Ascii.wipe(line);
        }
    }

    private AgeIdentity identity(byte[] line) {
        if (Ascii.hasEscapedLineEnd(line, 0, line.length)) {
            throw new AgeException(AgeException.Kind.KEY, "it holds a backslash and an n where a line should end");
        }
        if (Ascii.startsWith(line, 0, line.length, "AGE-SECRET-KEY-1")) {
            return X25519Identity.parse(line);
        }
        if (Ascii.startsWith(line, 0, line.length, "AGE-SECRET-KEY-PQ-1")) {
            return HybridIdentity.parse(line);
        }
        if (Ascii.startsWith(line, 0, line.length, "AGE-PLUGIN-")) {
            return PluginIdentity.parse(line, plugins);
        }
        throw new AgeException(AgeException.Kind.KEY, reasonForUnknown(line));
    }

    private static String reasonForUnknown(byte[] line) {
        if (Ascii.isBlank(line, 0, line.length)) {
            return "it looks empty and holds white space";
        }
        if (Ascii.startsWith(line, 0, line.length, "age1")) {
            return "a recipient stands where an identity should";
        }
        if (Ascii.startsWith(line, 0, line.length, "-----BEGIN")) {
            return "SSH keys belong into the file that SOPS_AGE_SSH_PRIVATE_KEY_FILE names";
        }
        if (line[0] == '/' || line[0] == '~' || line[0] == '.') {
            return "it looks like a path, which belongs into SOPS_AGE_KEY_FILE";
        }
        return "unknown identity type";
    }

    /// As Windows PowerShell writes what is redirected to a file.
    private static boolean isUtf16(byte[] text) {
        return text.length >= 2
                && (text[0] == (byte) 0xFF && text[1] == (byte) 0xFE
                        || text[0] == (byte) 0xFE && text[1] == (byte) 0xFF);
    }

    private static int afterByteOrderMark(byte[] text) {
        return text.length >= 3 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF ? 3 : 0;
    }

    private static AgeException refused(int line, String what) {
        return new AgeException(AgeException.Kind.KEY, "line " + line + " " + what);
    }
}
