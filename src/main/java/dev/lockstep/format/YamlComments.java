package dev.lockstep.format;

import dev.lockstep.document.Span;
import dev.lockstep.format.YamlDraft.Shape;
import dev.lockstep.format.YamlTokenQueue.Queued;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.tokens.Token;

/// Gives the comments of [YamlCommentScanner] to nodes, as the parser of go-yaml 3.0.4 does.
///
/// That parser collects comments whenever it looks at a token, and hands over what it has to the next node that it
/// completes: scalars, aliases and the brackets of flow collections; a block collection at its end. So this class walks
/// the drafts in the order in which they were read and looks at the same tokens.
///
/// go-yaml loses a few comments, behind an opening bracket for instance. They could hold secrets, so they are kept
/// here, in the innermost map or list around them.
final class YamlComments {
    private final YamlCommentScanner scanner;
    private YamlRemarks head = YamlRemarks.NONE;
    private YamlRemarks lineEnd = YamlRemarks.NONE;
    private YamlRemarks foot = YamlRemarks.NONE;
    /// What stood above a `-`, while the item behind it turns out to be a collection.
    private @Nullable YamlRemarks stem;

    private YamlComments(YamlCommentScanner scanner) {
        this.scanner = scanner;
    }

    /// Attaches every comment of a stream.
    ///
    /// @throws dev.lockstep.problem.LockstepException `INPUT_MALFORMED` where go-yaml would see another structure
    static void attach(byte[] source, YamlText text, YamlTokens tokens, List<YamlDraft> documents) {
        var scanner = new YamlCommentScanner(source, text, tokens);
        var comments = new YamlComments(scanner);
        comments.peek();
        comments.skip();
        for (int i = 0; i < documents.size(); i++) {
            comments.document(documents.get(i), i == 0);
        }
        while (comments.peek() != Token.ID.StreamEnd) {
            comments.skip();
        }
        OrphanComments.keep(scanner.found(), documents);
    }

    private Token.ID peek() {
        Queued token = scanner.peek();
        for (var run = scanner.pending(); run != null && token.start() >= run.belongsTo; run = scanner.pending()) {
            if (!run.head.isEmpty() && token.kind() == Token.ID.BlockEnd) {
                break; // it is about what follows
            }
            head = head.and(run.head);
            foot = foot.and(run.foot);
            lineEnd = lineEnd.and(run.lineEnd);
            scanner.takePending();
        }
        return token.kind();
    }

    private void skip() {
        scanner.skip();
    }

    private Token.ID skipAndPeek() {
        skip();
        return peek();
    }

    private void document(YamlDraft document, boolean first) {
        var root = document.content.getFirst();
        var token = peek();
        while (!first && token == Token.ID.DocumentEnd) {
            token = skipAndPeek();
        }
        if (token == Token.ID.Directive || token == Token.ID.DocumentStart) {
            while (token == Token.ID.Directive) {
                token = skipAndPeek();
            }
            expect(token == Token.ID.DocumentStart, root);
            token = skipAndPeek();
            switch (token) {
                case Directive, DocumentStart, DocumentEnd, StreamEnd -> expect(root.implied, root);
                case Alias,
                        Anchor,
                        BlockEnd,
                        BlockEntry,
                        BlockMappingStart,
                        BlockSequenceStart,
                        Comment,
                        FlowEntry,
                        FlowMappingEnd,
                        FlowMappingStart,
                        FlowSequenceEnd,
                        FlowSequenceStart,
                        Key,
                        Scalar,
                        StreamStart,
                        Tag,
                        Value -> node(root, false);
            }
        } else {
            expect(first && token != Token.ID.StreamEnd, root);
            document.head = aboveLastBlankLine();
            node(root, false);
        }
        if (peek() == Token.ID.DocumentEnd) {
            skip();
        }
        document.foot = foot.isEmpty() ? head : foot;
        forget();
    }

    /// Comments at the start of a file are about the file, up to the last space line; the rest is about what follows.
    private YamlRemarks aboveLastBlankLine() {
        int blank = head.lines().lastIndexOf(Span.NONE);
        if (blank < 0) {
            return YamlRemarks.NONE;
        }
        var above = head.first(blank);
        head = head.after(blank + 1);
        return above;
    }

    private void give(YamlDraft draft) {
        draft.head = head;
        draft.lineEnd = lineEnd;
        draft.foot = foot;
        forget();
    }

    private void giveEnd(YamlDraft draft) {
        draft.lineEnd = lineEnd;
        draft.foot = foot;
        forget();
    }

    private void forget() {
        head = YamlRemarks.NONE;
        lineEnd = YamlRemarks.NONE;
        foot = YamlRemarks.NONE;
        stem = null;
    }

    private void node(YamlDraft draft, boolean dashesMayNotBeIndented) {
        var token = peek();
        if (token == Token.ID.Alias) {
            expect(draft.shape == Shape.ALIAS, draft);
            give(draft);
            skip();
            return;
        }
        boolean named = false;
        while (token == Token.ID.Anchor || token == Token.ID.Tag) {
            named = true;
            token = skipAndPeek();
        }
        if (dashesMayNotBeIndented && token == Token.ID.BlockEntry) {
            expect(draft.shape == Shape.SEQUENCE, draft);
            blockSequence(draft, false);
            return;
        }
        switch (token) {
            case Scalar -> {
                expect(draft.shape == Shape.SCALAR, draft);
                give(draft);
                skip();
            }
            case FlowSequenceStart -> {
                expect(draft.shape == Shape.SEQUENCE, draft);
                give(draft);
                skip();
                flowSequence(draft);
            }
            case FlowMappingStart -> {
                expect(draft.shape == Shape.MAPPING, draft);
                give(draft);
                skip();
                flowMapping(draft);
            }
            case BlockSequenceStart -> {
                expect(draft.shape == Shape.SEQUENCE, draft);
                giveStem(draft);
                skip();
                blockSequence(draft, true);
            }
            case BlockMappingStart -> {
                expect(draft.shape == Shape.MAPPING, draft);
                giveStem(draft);
                skip();
                blockMapping(draft);
            }
            case Alias,
                    Anchor,
                    BlockEnd,
                    BlockEntry,
                    Comment,
                    Directive,
                    DocumentEnd,
                    DocumentStart,
                    FlowEntry,
                    FlowMappingEnd,
                    FlowSequenceEnd,
                    Key,
                    StreamEnd,
                    StreamStart,
                    Tag,
                    Value -> expect(named && draft.shape == Shape.SCALAR, draft);
        }
    }

    private void giveStem(YamlDraft draft) {
        if (stem != null) {
            draft.head = stem;
            stem = null;
        }
    }

    private void blockSequence(YamlDraft draft, boolean indented) {
        var items = draft.content.iterator();
        while (peek() == Token.ID.BlockEntry) {
            expect(items.hasNext(), draft);
            var item = items.next();
            int above = head.size();
            skip();
            splitStem(above);
            var token = peek();
            boolean empty = token == Token.ID.BlockEntry
                    || token == Token.ID.BlockEnd
                    || !indented && (token == Token.ID.Key || token == Token.ID.Value);
            if (empty) {
                expect(item.implied, item);
            } else {
                node(item, false);
            }
        }
        expect(!items.hasNext(), draft);
        if (indented) {
            expect(peek() == Token.ID.BlockEnd, draft);
            skip();
        }
    }

    private void splitStem(int above) {
        if (above == 0) {
            return;
        }
        var token = peek();
        if (token == Token.ID.BlockSequenceStart || token == Token.ID.BlockMappingStart) {
            stem = head.first(above);
            head = head.after(above);
        }
    }

    private void blockMapping(YamlDraft draft) {
        for (int i = 0; i < draft.content.size(); i += 2) {
            var key = draft.content.get(i);
            var value = draft.content.get(i + 1);
            expect(peek() == Token.ID.Key, key);
            blockChild(key, skipAndPeek());
            if (!key.foot.isEmpty() && i > 0) {
                draft.content.get(i - 2).foot = key.foot;
                key.foot = YamlRemarks.NONE;
            }
            var token = peek();
            if (token == Token.ID.Value) {
                blockChild(value, skipAndPeek());
            } else {
                expect(value.implied, value);
            }
            footToKey(key, value);
        }
        expect(peek() == Token.ID.BlockEnd, draft);
        giveEnd(draft);
        skip();
        if (!draft.foot.isEmpty() && !draft.content.isEmpty()) {
            draft.content.get(draft.content.size() - 2).foot = draft.foot;
            draft.foot = YamlRemarks.NONE;
        }
    }

    private void blockChild(YamlDraft child, Token.ID token) {
        if (token == Token.ID.Key || token == Token.ID.Value || token == Token.ID.BlockEnd) {
            expect(child.implied, child);
        } else {
            node(child, true);
        }
    }

    private static void footToKey(YamlDraft key, YamlDraft value) {
        if (key.foot.isEmpty() && !value.foot.isEmpty()) {
            key.foot = value.foot;
            value.foot = YamlRemarks.NONE;
        }
    }

    private void flowSequence(YamlDraft draft) {
        boolean first = true;
        for (var item : draft.content) {
            var token = flowEntry(first, item);
            first = false;
            if (token == Token.ID.Key) {
                expect(item.shape == Shape.MAPPING && item.content.size() == 2, item);
                flowPair(item);
            } else {
                node(item, false);
            }
        }
        flowEnd(draft, first, Token.ID.FlowSequenceEnd);
    }

    private Token.ID flowEntry(boolean first, YamlDraft child) {
        var token = peek();
        if (!first) {
            expect(token == Token.ID.FlowEntry, child);
            token = skipAndPeek();
        }
        return token;
    }

    private void flowEnd(YamlDraft draft, boolean empty, Token.ID end) {
        var token = peek();
        if (!empty && token == Token.ID.FlowEntry) {
            token = skipAndPeek();
        }
        expect(token == end, draft);
        giveEnd(draft);
        skip();
    }

    private void flowPair(YamlDraft pair) {
        var key = pair.content.get(0);
        var value = pair.content.get(1);
        var token = skipAndPeek();
        if (token == Token.ID.Value || token == Token.ID.FlowEntry || token == Token.ID.FlowSequenceEnd) {
            throw YamlDialect.differs(key.line);
        }
        node(key, false);
        flowValue(value, Token.ID.FlowSequenceEnd);
        peek();
        footToKey(key, value);
    }

    private void flowValue(YamlDraft value, Token.ID end) {
        if (peek() == Token.ID.Value) {
            var token = skipAndPeek();
            if (token != Token.ID.FlowEntry && token != end) {
                node(value, false);
                return;
            }
        }
        expect(value.implied, value);
    }

    private void flowMapping(YamlDraft draft) {
        boolean first = true;
        for (int i = 0; i < draft.content.size(); i += 2) {
            var key = draft.content.get(i);
            var value = draft.content.get(i + 1);
            var token = flowEntry(first, key);
            first = false;
            if (token == Token.ID.Key) {
                token = skipAndPeek();
                if (token == Token.ID.Value || token == Token.ID.FlowEntry || token == Token.ID.FlowMappingEnd) {
                    expect(key.implied, key);
                } else {
                    node(key, false);
                }
                flowValue(value, Token.ID.FlowMappingEnd);
            } else {
                node(key, false);
                peek();
                expect(value.implied, value);
            }
            footToKey(key, value);
        }
        flowEnd(draft, first, Token.ID.FlowMappingEnd);
    }

    private static void expect(boolean agrees, YamlDraft draft) {
        if (!agrees) {
            throw YamlDialect.differs(draft.line);
        }
    }
}
