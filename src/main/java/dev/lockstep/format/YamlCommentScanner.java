package dev.lockstep.format;

import dev.lockstep.document.Span;
import dev.lockstep.format.YamlTokenQueue.Queued;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.tokens.Token;

/// Finds comments between tokens, and decides for each which token it belongs to and whether it stands above, behind or
/// below.
///
/// go-yaml 3.0.4 takes that decision while it scans, so it depends on how far it has scanned when its parser asks for a
/// token: at least two tokens ahead, and further while the first of them could still turn out to be a key. Therefore
/// this class scans again, with the tokens already known: it adds what is implied by indentation (block starts and
/// ends, keys without `?`), at the same moments. What decides about a comment:
///
/// 1. On the line of a token, behind it: *line*, of that token; behind `:` or a flow comma, of the token before. Behind
///    `-`: see 2.
/// 2. On lines of its own, following each other: *head* of what follows, unless a space line comes after and none
///    before (or the comment is the last in a flow collection, or indented less than the block): then *foot* of what
///    precedes.
/// 3. A block that ends between comments ends before the first one that stands at its own indentation.
///
/// Quirks that are kept, as they show in paths and so in additional data: CRLF behind a comment counts as a space line,
/// and more than 511 spaces separate.
final class YamlCommentScanner {
    private static final int LOOKAHEAD = 512;

    /// A run of comment lines. `belongsTo` is the byte of the token that takes it; a token behind it takes it too.
    static final class Run {
        int belongsTo;
        final int scanFrom;
        final int startLine;
        final int column;
        final int start;
        final int end;
        YamlRemarks head = YamlRemarks.NONE;
        YamlRemarks lineEnd = YamlRemarks.NONE;
        YamlRemarks foot = YamlRemarks.NONE;

        Run(int belongsTo, int scanFrom, int start, int startLine, int column, int end) {
            this.belongsTo = belongsTo;
            this.scanFrom = scanFrom;
            this.start = start;
            this.startLine = startLine;
            this.column = column;
            this.end = end;
        }
    }

    private final byte[] source;
    private final YamlText text;
    private final YamlTokens tokens;
    private int next;

    private final YamlTokenQueue queue;

    private final ArrayList<Run> runs = new ArrayList<>();
    private int runsHead;
    private final List<Span> found = new ArrayList<>();

    private int at;
    private int line;
    private int newlines;

    YamlCommentScanner(byte[] source, YamlText text, YamlTokens tokens) {
        this.source = source;
        this.text = text;
        this.tokens = tokens;
        this.at = text.offset(0);
        this.queue = new YamlTokenQueue(text);
    }

    /// The token at the head of the queue; scans as far as go-yaml would.
    Queued peek() {
        while (queue.isShort(at, line)) {
            fetch();
        }
        return queue.next();
    }

    void skip() {
        queue.take();
    }

    /// The oldest comments that no token has taken yet, or null.
    @Nullable
    Run pending() {
        return runsHead < runs.size() ? runs.get(runsHead) : null;
    }

    void takePending() {
        runsHead++;
    }

    /// Every comment of the text, in order; complete when the end of the stream was peeked at.
    List<Span> found() {
        return found;
    }

    private void fetch() {
        int scanFrom = at;
        scanGap();
        boolean end = next >= tokens.count();
        int column = end ? columnAt(at) : tokens.column(next);
        unroll(column, scanFrom);
        if (end) {
            if (column != 0) {
                line++;
            }
            unroll(-1, at);
            queue.addBorder(Token.ID.StreamEnd, at);
            return;
        }
        int token = next++;
        int start = text.offset(tokens.start(token));
        int stop = text.offset(tokens.end(token));
        var kind = tokens.kind(token);
        line = tokens.line(token);
        if (kind == Token.ID.Directive || kind == Token.ID.DocumentStart || kind == Token.ID.DocumentEnd) {
            unroll(-1, at);
            queue.addBorder(kind, start);
            moveTo(kind == Token.ID.Directive ? endOfDirective(start) : stop);
            return;
        }
        int belongsTo = start;
        byte first = text.at(start);
        if (queue.flowLevel() == 0 ? first == ':' : first == ',') {
            belongsTo = queue.last().start();
        }
        at = start;
        queue.add(kind, start, line, column);
        pass(kind, first, start, stop);
        if (queue.last().kind() != Token.ID.BlockEntry) {
            scanLineComment(belongsTo);
        }
    }

    private void unroll(int column, int scanFrom) {
        int blockEnd = scanFrom - 1;
        while (queue.flowLevel() == 0 && queue.indent() > column) {
            int notBefore = blockEnd;
            for (int i = runs.size() - 1; i >= runsHead && runs.get(i).end >= notBefore; i--) {
                var run = runs.get(i);
                if (run.column == queue.indent() + 1) {
                    blockEnd = run.start;
                }
                notBefore = run.scanFrom;
            }
            queue.endBlock(blockEnd);
        }
    }

    /// Goes behind a token, and behind the white space that go-yaml takes with it.
    private void pass(Token.ID kind, byte first, int start, int stop) {
        if (kind != Token.ID.Scalar) {
            moveTo(stop);
            return;
        }
        switch (first) {
            case '"', '\'' -> moveTo(stop);
            case '|', '>' -> {
                int header = start;
                int firstLine = line + 1;
                int demanded = 0;
                while (!isBlank(header) && !isBreakOrEnd(header) && source[header] != '#') {
                    byte c = source[header++];
                    demanded = c >= '1' && c <= '9' ? Math.max(queue.indent(), 0) + c - '0' : demanded;
                }
                moveTo(header);
                scanLineComment(start);
                YamlDialect.checkBlockTabs(text, endOfComment(at) + 1, stop, demanded, firstLine);
                int last = Math.max(at, stop);
                while (last > at && (isBlank(last - 1) || isBreak(last - 1) || isBreak(last - 2))) {
                    last--;
                }
                moveTo(last);
                skipWhiteSpace();
            }
            default -> {
                int firstLine = line + 1;
                moveTo(stop);
                int before = newlines;
                skipWhiteSpace();
                YamlDialect.checkPlainTabs(text, start, at, queue.indent() + 1, firstLine);
                if (newlines > before) {
                    queue.allowKey();
                }
            }
        }
    }

    /// Goes to a place behind characters that are not space.
    private void moveTo(int to) {
        while (at < to) {
            if (isBreak(at)) {
                at += breakWidth(at);
                line++;
            } else {
                at++;
            }
        }
        newlines = 0;
    }

    private void skipWhiteSpace() {
        while (isBlank(at) || isBreak(at)) {
            if (isBlank(at)) {
                at++;
            } else {
                breakLine();
            }
        }
    }

    private void breakLine() {
        at += breakWidth(at);
        line++;
        newlines++;
    }

    private int endOfDirective(int start) {
        int end = start;
        while (!isBreakOrEnd(end)) {
            end++;
        }
        return end;
    }

    private void scanGap() {
        int scanFrom = at;
        int scanLine = line;
        while (true) {
            while (isBlank(at)) {
                if (source[at] == '\t' && queue.flowLevel() == 0 && queue.keyAllowed()) {
                    throw YamlDialect.tab(line + 1);
                }
                at++;
            }
            liftCommentOfFirstItem();
            if (text.at(at) == '#') {
                scanOwnLines(scanFrom, scanLine);
            }
            if (!isBreak(at)) {
                return;
            }
            breakLine();
            if (queue.flowLevel() == 0) {
                queue.allowKey();
            }
        }
    }

    /// A comment behind the key of a list, or behind a `-` whose item is on the next line, is about what the first item
    /// holds.
    private void liftCommentOfFirstItem() {
        if (runs.size() == runsHead || isBreak(at)) {
            return;
        }
        var run = runs.getLast();
        if (queue.lastButOne().kind() == Token.ID.BlockSequenceStart
                && queue.last().kind() == Token.ID.BlockEntry
                && !run.lineEnd.isEmpty()) {
            run.head = run.lineEnd;
            run.lineEnd = YamlRemarks.NONE;
            if (run.startLine == line - 1) {
                run.belongsTo = at;
            }
        }
    }

    private void scanLineComment(int belongsTo) {
        if (newlines > 0) {
            return;
        }
        int start = at;
        while (isBlank(start) && start - at < LOOKAHEAD) {
            start++;
        }
        if (start - at < LOOKAHEAD && text.at(start) == '#') {
            var run = new Run(belongsTo, 0, start, line, columnAt(start), 0);
            moveTo(endOfComment(start));
            run.lineEnd = new YamlRemarks(List.of(note(start)));
            runs.add(run);
        }
    }

    /// Comments on lines of their own, from the one here up to the next token.
    private void scanOwnLines(int from, int fromLine) {
        var before = queue.last();
        if (before.kind() == Token.ID.FlowEntry) {
            before = queue.lastButOne();
        }
        int scanFrom = from;
        int belongsTo = before.start();
        int outer = Math.max(queue.indent(), 0);
        int column = columnAt(at);
        int footLine = -1;
        if (fromLine > 0) {
            footLine = line - newlines + 1 + (newlines == 0 && column > 1 ? 1 : 0);
        }
        boolean blankBefore = newlines > 1;
        boolean afterBlank = false;
        int lookLine = line;
        var lines = new ArrayList<Span>();
        int start = 0;
        int startLine = 0;
        int startColumn = 0;
        int look = at;
        for (; look - at < LOOKAHEAD; look++) {
            column++;
            if (isBlank(look)) {
                continue;
            }
            byte c = text.at(look);
            boolean closes = queue.flowLevel() > 0 && (c == ']' || c == '}');
            boolean lineEnds = isBreakOrEnd(look);
            boolean dedents = column - 1 < outer && column != startColumn;
            boolean foot;
            if (closes || lineEnds) {
                boolean adjoins = startLine == footLine && before.kind() != Token.ID.Value;
                foot = closes || !afterBlank && !blankBefore && (adjoins || startColumn - 1 < outer);
                if (!lines.isEmpty() && !foot && !afterBlank && look < source.length) {
                    lines.add(Span.NONE);
                }
            } else {
                foot = dedents;
            }
            if (foot && !lines.isEmpty()) {
                if (lineEnds && startColumn - 1 < outer || closes && startColumn - 1 < outer) {
                    belongsTo = start;
                }
                var run = new Run(belongsTo, scanFrom, start, startLine, startColumn, look);
                run.foot = new YamlRemarks(lines);
                runs.add(run);
                scanFrom = look;
                belongsTo = look;
                lines.clear();
            }
            if (isBreak(look)) {
                blankBefore = true;
                afterBlank = true;
                column = 0;
                lookLine++;
            } else if (c == '#') {
                if (lines.isEmpty()) {
                    start = look;
                    startLine = lookLine;
                    startColumn = column;
                }
                afterBlank = false;
                moveTo(endOfComment(look));
                lines.add(note(look));
                look = at;
                column = 0;
                lookLine = line;
            } else {
                break;
            }
        }
        if (!lines.isEmpty()) {
            var run = new Run(start, scanFrom, start, startLine, startColumn, look - 1);
            run.head = new YamlRemarks(lines);
            runs.add(run);
        }
    }

    private Span note(int start) {
        var span = new Span(start, at);
        found.add(span);
        return span;
    }

    private int endOfComment(int start) {
        int end = start;
        while (!isBreakOrEnd(end)) {
            end++;
        }
        return end;
    }

    /// Code points since the last line break.
    private int columnAt(int offset) {
        int column = 0;
        for (int i = offset - 1; i >= text.offset(0) && source[i] != '\n' && source[i] != '\r'; i--) {
            if (source[i] == (byte) 0x85 && i > 0 && source[i - 1] == (byte) 0xC2) {
                break;
            }
            column += (source[i] & 0xC0) == 0x80 ? 0 : 1;
        }
        return column;
    }

    private boolean isBlank(int offset) {
        byte c = text.at(offset);
        return c == ' ' || c == '\t';
    }

    private boolean isBreakOrEnd(int offset) {
        return offset >= source.length || isBreak(offset);
    }

    private boolean isBreak(int offset) {
        byte c = text.at(offset);
        return c == '\n' || c == '\r' || c == (byte) 0xC2 && text.at(offset + 1) == (byte) 0x85;
    }

    private int breakWidth(int offset) {
        byte c = text.at(offset);
        return c == '\n' || c == '\r' && text.at(offset + 1) != '\n' ? 1 : 2;
    }
}
