package dev.lockstep.keys.age;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads and writes the header of an age file: stanzas, and a MAC that only a holder of the file key can have made.
/// Reading is strict, so the bytes that were read are the only spelling of what they say.
final class AgeHeader {
    private static final String INTRO = "age-encryption.org/v1";
    private static final String FOOTER = "---";
    private static final int MAC_BYTES = 32;

    /// Limits of age 1.3, against files that are made to be slow.
    private static final int MAX_BYTES = 2 << 20;
    private static final int MAX_STANZAS = 1024;

    private final List<Stanza> stanzas;
    private final byte[] mac;
    private final byte[] authenticated;
    private final int length;

    private AgeHeader(List<Stanza> stanzas, byte[] mac, byte[] authenticated, int length) {
        this.stanzas = List.copyOf(stanzas);
        this.mac = mac;
        this.authenticated = authenticated;
        this.length = length;
    }

    /// Makes the header of a new file.
    static AgeHeader seal(List<Stanza> stanzas, FileKey fileKey) {
        var text = new StringBuilder(INTRO).append('\n');
        for (var stanza : stanzas) {
            stanza.appendTo(text);
        }
        var authenticated = Ascii.bytes(text.append(FOOTER).toString());
        var mac = fileKey.headerMac(authenticated);
        return new AgeHeader(stanzas, mac, authenticated, authenticated.length + 1 + 43 + 1);
    }

    /// Reads the header at the start of a binary age file.
    /// @throws AgeException `HEADER` if it is not canonical, too long or has no stanza
    static AgeHeader parse(byte[] file) {
        var lines = new HeaderLines(file);
        var intro = lines.next();
        if (intro == null || !Ascii.equals(intro, 0, intro.length, INTRO)) {
            throw malformed("the text is not an age file of version 1");
        }
        var stanzas = new ArrayList<Stanza>();
        var reader = new StanzaReader(lines);
        while (!lines.atFooter()) {
            if (stanzas.size() == MAX_STANZAS) {
                throw malformed("the header has more than 1024 stanzas");
            }
            stanzas.add(reader.read());
        }
        var end = lines.position + FOOTER.length();
        var footer = lines.next();
        var words = footer == null ? null : StanzaReader.words(footer);
        if (words == null || words.size() != 2 || !words.getFirst().equals(FOOTER)) {
            throw malformed("the last line of the header is malformed");
        }
        var mac = StrictBase64.decode(words.get(1));
        if (mac == null || mac.length != MAC_BYTES) {
            throw malformed("the MAC of the header is malformed");
        }
        if (stanzas.isEmpty()) {
            throw malformed("the header has no stanza");
        }
        return new AgeHeader(stanzas, mac, Arrays.copyOf(file, end), lines.position);
    }

    List<Stanza> stanzas() {
        return stanzas;
    }

    boolean has(String type) {
        for (var stanza : stanzas) {
            if (stanza.is(type)) {
                return true;
            }
        }
        return false;
    }

    /// Bytes of the header, which is where the payload starts.
    int length() {
        return length;
    }

    /// @throws AgeException `HMAC` if the header was not made with this file key
    void verify(FileKey fileKey) {
        if (!constantTimeEquals(fileKey.headerMac(authenticated), mac)) {
            throw new AgeException(AgeException.Kind.HMAC, "the header was changed, its MAC is wrong");
        }
    }

    /// The canonical bytes, made again from the stanzas.
    byte[] render() {
        var text = new StringBuilder(INTRO).append('\n');
        for (var stanza : stanzas) {
            stanza.appendTo(text);
        }
        text.append(FOOTER).append(' ').append(StrictBase64.encode(mac)).append('\n');
        return Ascii.bytes(text.toString());
    }

    private static boolean constantTimeEquals(byte[] left, byte[] right) {
        var difference = left.length ^ right.length;
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            difference |= left[i] ^ right[i];
        }
        return difference == 0;
    }

    private static AgeException malformed(String what) {
        return new AgeException(AgeException.Kind.HEADER, what);
    }

    private static final class HeaderLines implements StanzaReader.Lines {
        private final byte[] file;
        private final int limit;
        private int position;

        HeaderLines(byte[] file) {
            this.file = file;
            this.limit = Math.min(file.length, MAX_BYTES);
        }

        @Override
        public byte @Nullable [] next() {
            var end = Ascii.indexOf(file, position, limit, '\n');
            if (end == limit) {
                if (limit < file.length) {
                    throw malformed("the header is longer than 2 MiB");
                }
                return null;
            }
            var line = Arrays.copyOfRange(file, position, end);
            position = end + 1;
            return line;
        }

        boolean atFooter() {
            return Ascii.startsWith(file, position, limit, FOOTER);
        }
    }
}
