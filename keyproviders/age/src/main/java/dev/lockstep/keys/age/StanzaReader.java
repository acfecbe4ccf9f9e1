package dev.lockstep.keys.age;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads stanzas strictly: what it accepts, [Stanza#appendTo] writes back byte for byte. Two things speak in stanzas,
/// the header of a file and a plugin, so the lines come from a [Lines].
final class StanzaReader {
    /// As age 1.3: more arguments, counted with the type, are refused.
    private static final int MAX_ARGUMENTS = 129;

    private final Lines lines;

    StanzaReader(Lines lines) {
        this.lines = lines;
    }

    /// @throws AgeException `HEADER` if there is no complete, well-formed stanza
    Stanza read() {
        var opening = lines.next();
        if (opening == null) {
            throw malformed("the header ends within a stanza");
        }
        var words = words(opening);
        if (words == null || words.size() < 2 || !words.getFirst().equals("->")) {
            throw malformed("a line is not the start of a stanza");
        }
        return Stanza.owning(words.get(1), words.subList(2, words.size()), body());
    }

    private byte[] body() {
        var body = new ByteArrayOutputStream();
        while (true) {
            var line = lines.next();
            if (line == null) {
                throw malformed("the header ends within a stanza");
            }
            var bytes = line.length > Stanza.COLUMNS ? null : StrictBase64.decode(line, 0, line.length);
            if (bytes == null) {
                throw malformed("a line of a stanza's body is not canonical base64 of at most 64 columns");
            }
            body.write(bytes, 0, bytes.length);
            if (bytes.length < Stanza.BYTES_PER_LINE) {
                return body.toByteArray();
            }
        }
    }

    /// Splits at single spaces.
    /// @return null if a word is empty or holds anything but visible ASCII, or if there are too many
    static @Nullable List<String> words(byte[] line) {
        var words = new ArrayList<String>();
        for (int from = 0; from <= line.length; ) {
            var to = Ascii.indexOf(line, from, line.length, ' ');
            var word = Ascii.text(line, from, to);
            if (!Stanza.isArgument(word) || words.size() > MAX_ARGUMENTS) {
                return null;
            }
            words.add(word);
            from = to + 1;
        }
        return words;
    }

    private static AgeException malformed(String what) {
        return new AgeException(AgeException.Kind.HEADER, what);
    }

    /// Lines that end with `\n`.
    interface Lines {
        /// @return the next line without its `\n`, or null if no complete line is left
        byte @Nullable [] next();
    }
}
