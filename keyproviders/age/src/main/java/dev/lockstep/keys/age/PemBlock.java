package dev.lockstep.keys.age;

import org.jspecify.annotations.Nullable;

/// Reads the first PEM block of a private key file: a type, the two headers of legacy encryption, and bytes. (RFC 7468;
/// RFC 1421 §4.6 for the headers)
final class PemBlock {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private final String type;
    private final String procType;
    private final String dekInfo;
    private final byte[] content;

    private PemBlock(String type, String procType, String dekInfo, byte[] content) {
        this.type = type;
        this.procType = procType;
        this.dekInfo = dekInfo;
        this.content = content;
    }

    /// `OPENSSH PRIVATE KEY`, for example.
    String type() {
        return type;
    }

    /// Whether the content is encrypted in the legacy way, under [#dekInfo()].
    boolean isLegacyEncrypted() {
        return procType.equals("4,ENCRYPTED");
    }

    /// `AES-128-CBC,HEX`, for example; empty if there is no such header.
    String dekInfo() {
        return dekInfo;
    }

    /// The bytes themselves, not a copy; possibly secret.
    byte[] content() {
        return content;
    }

    /// @return null if the text holds no complete block
    static @Nullable PemBlock read(byte[] text) {
        String type = null;
        var procType = "";
        var dekInfo = "";
        var digits = new byte[text.length];
        var count = 0;
        for (int from = 0; from < text.length; ) {
            var end = Ascii.indexOf(text, from, text.length, '\n');
            var line = Ascii.text(text, from, end).strip();
            from = end + 1;
            if (type == null) {
                if (line.startsWith(BEGIN) && line.endsWith(DASHES) && line.length() > BEGIN.length() + 5) {
                    type = line.substring(BEGIN.length(), line.length() - DASHES.length());
                }
            } else if (line.startsWith(END)) {
                var content = line.equals(END + type + DASHES) ? StrictBase64.decodePadded(digits, 0, count) : null;
                Ascii.wipe(digits);
                return content == null ? null : new PemBlock(type, procType, dekInfo, content);
            } else if (line.startsWith("Proc-Type:")) {
                procType = line.substring(10).strip();
            } else if (line.startsWith("DEK-Info:")) {
                dekInfo = line.substring(9).strip();
            } else if (line.indexOf(':') < 0) {
                for (int i = 0; i < line.length(); i++) {
                    digits[count++] = (byte) line.charAt(i);
                }
            }
        }
        Ascii.wipe(digits);
        return null;
    }

    @Override
    public String toString() {
        return "PemBlock[" + type + ", redacted]";
    }
}
