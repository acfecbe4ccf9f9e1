package dev.lockstep.format;

/// The place of a byte for people: `:LINE:COLUMN`, both counted from 1, columns in characters.
final class TextPlace {
    private TextPlace() {}

    /// @param offset a byte of the source, or the one behind the last
    static String of(byte[] source, int offset) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < offset && i < source.length; i++) {
            boolean isBreak =
                    source[i] == '\n' || source[i] == '\r' && !(i + 1 < source.length && source[i + 1] == '\n');
            boolean isFirstOfCharacter = (source[i] & 0xc0) != 0x80;
            line += isBreak ? 1 : 0;
            column = isBreak ? 1 : isFirstOfCharacter ? column + 1 : column;
        }
        return ":" + line + ":" + column;
    }
}
