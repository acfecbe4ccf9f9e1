package dev.lockstep.format;

/// Describes the layout of a literal or folded block scalar.
///
/// @param chomping `-`, `+` or 0 as the header says
/// @param indicator the indentation that the header gives, 0 if it gives none
/// @param headerEnd the end of the header's line, its break not included
/// @param commented whether a comment stands behind the header
/// @param indent spaces before each line
/// @param contentEnd the end of the last line that is not space, its break not included
/// @param breaks line breaks behind that, up to whatever follows
/// @param keptEnd where the last of these breaks begins
record YamlBlock(
        int chomping,
        int indicator,
        int headerEnd,
        boolean commented,
        int indent,
        int contentEnd,
        int breaks,
        int keptEnd) {
    static final YamlBlock NONE = new YamlBlock(0, 0, -1, false, 0, -1, 0, -1);

    /// @param header where `|` or `>` stands
    /// @param parent the column of the block map or list around it
    static YamlBlock of(YamlLines lines, int header, int parent) {
        int chomping = 0;
        int indicator = 0;
        int at = header + 1;
        for (; lines.at(at) == '-' || lines.at(at) == '+' || lines.at(at) >= '1' && lines.at(at) <= '9'; at++) {
            if (lines.at(at) == '-' || lines.at(at) == '+') {
                chomping = lines.at(at);
            } else {
                indicator = lines.at(at) - '0';
            }
        }
        int headerEnd = lines.end(at);
        boolean commented = lines.at(lines.skipSpaces(at)) == '#';
        int indent = indicator > 0 ? parent + indicator : detectedIndent(lines, lines.behindBreak(headerEnd), parent);
        int contentEnd = headerEnd;
        int breaks = 0;
        int keptEnd = headerEnd;
        for (int line = lines.behindBreak(headerEnd); line < lines.end(); line = lines.next(line)) {
            int end = lines.end(line);
            int text = line;
            while (text < end && lines.at(text) == ' ') {
                text++;
            }
            if (text < end && text - line < indent || text == line && lines.isBorder(line)) {
                break;
            }
            if (text < end || end - line > indent) {
                contentEnd = end;
                breaks = 0;
                keptEnd = end;
            } else if (end == lines.end()) {
                break;
            }
            if (end < lines.end()) {
                breaks++;
                keptEnd = end;
            }
        }
        return new YamlBlock(chomping, indicator, headerEnd, commented, indent, contentEnd, breaks, keptEnd);
    }

    private static int detectedIndent(YamlLines lines, int from, int parent) {
        for (int line = from; line < lines.end(); line = lines.next(line)) {
            int end = lines.end(line);
            int text = line;
            while (text < end && lines.at(text) == ' ') {
                text++;
            }
            if (text < end) {
                boolean inside = text - line > parent && !lines.isBorder(line);
                return inside ? text - line : parent + 2;
            }
        }
        return parent + 2;
    }

    /// Where what counts ends: space lines at the end count only if they are kept.
    int end() {
        return chomping == '+' ? keptEnd : contentEnd;
    }
}
