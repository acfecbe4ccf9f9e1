package dev.lockstep.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.tokens.Token;

/// The tokens that go-yaml's parser has not taken yet, with those that are implied by indentation: starts and ends of
/// blocks, and keys without `?`, which are put in behind time, when their `:` is found.
///
/// Knows for how long a token could still turn out to be a key (on the same line, within 1024 characters), since
/// go-yaml scans on until that is decided.
final class YamlTokenQueue {
    private static final int LONGEST_KEY = 1024;

    /// A token and where it begins, in bytes.
    record Queued(Token.ID kind, int start) {}

    private static final class PossibleKey {
        boolean possible;
        int number;
        int start;
        int line;
        int column;
    }

    private final YamlText text;
    private final ArrayList<Queued> queue = new ArrayList<>();
    private int head;
    private int taken;
    private int indent = -1;
    private final ArrayList<Integer> indents = new ArrayList<>();
    private int flowLevel;
    private boolean keyAllowed = true;
    /// One for each flow level.
    private final ArrayList<PossibleKey> keys = new ArrayList<>();
    /// By the number of the token that would be the key: the flow level.
    private final Map<Integer, Integer> keyByToken = new HashMap<>();

    YamlTokenQueue(YamlText text) {
        this.text = text;
        keys.add(new PossibleKey());
        queue.add(new Queued(Token.ID.StreamStart, text.offset(0)));
    }

    /// Whether go-yaml would scan on before it hands out the next token.
    ///
    /// @param at how far it has scanned, in bytes
    boolean isShort(int at, int line) {
        if (queue.size() - head <= 2) {
            return true;
        }
        var level = keyByToken.get(taken);
        return level != null && level < keys.size() && isValid(keys.get(level), at, line);
    }

    Queued next() {
        return queue.get(head);
    }

    void take() {
        head++;
        taken++;
        if (head > 4096) {
            // The last two of those taken are looked at by later comments.
            int gone = head - 2;
            queue.subList(0, gone).clear();
            head -= gone;
        }
    }

    Queued last() {
        return queue.getLast();
    }

    /// The one before the last; the last if it is the only one.
    Queued lastButOne() {
        return queue.get(Math.max(0, queue.size() - 2));
    }

    /// The column of the innermost block, -1 outside of all.
    int indent() {
        return indent;
    }

    int flowLevel() {
        return flowLevel;
    }

    /// Whether a key without `?` may begin at this place.
    boolean keyAllowed() {
        return keyAllowed;
    }

    void allowKey() {
        keyAllowed = true;
    }

    /// Ends the innermost block.
    void endBlock(int at) {
        queue.add(new Queued(Token.ID.BlockEnd, at));
        indent = indents.removeLast();
    }

    /// Adds what stands between documents.
    void addBorder(Token.ID kind, int start) {
        removeKey();
        keyAllowed = false;
        queue.add(new Queued(kind, start));
    }

    /// Adds a token, and what it implies.
    void add(Token.ID kind, int start, int line, int column) {
        switch (kind) {
            case FlowSequenceStart, FlowMappingStart -> {
                saveKey(start, line, column);
                var inner = new PossibleKey();
                inner.number = taken + queue.size() - head;
                keys.add(inner);
                flowLevel++;
                keyAllowed = true;
            }
            case FlowSequenceEnd, FlowMappingEnd -> {
                removeKey();
                if (flowLevel > 0) {
                    flowLevel--;
                    keyByToken.remove(keys.removeLast().number);
                }
                keyAllowed = false;
            }
            case FlowEntry -> {
                removeKey();
                keyAllowed = true;
            }
            case BlockEntry -> {
                roll(column, queue.size(), Token.ID.BlockSequenceStart, start);
                removeKey();
                keyAllowed = true;
            }
            case Key -> {
                roll(column, queue.size(), Token.ID.BlockMappingStart, start);
                removeKey();
                keyAllowed = flowLevel == 0;
            }
            case Value -> addKeyBefore(start, line, column);
            case Scalar -> {
                boolean block = flowLevel == 0 && (text.at(start) == '|' || text.at(start) == '>');
                if (block) {
                    removeKey();
                } else {
                    saveKey(start, line, column);
                }
                keyAllowed = block;
            }
            case Anchor, Alias, Tag -> {
                saveKey(start, line, column);
                keyAllowed = false;
            }
            case BlockEnd,
                    BlockMappingStart,
                    BlockSequenceStart,
                    Comment,
                    Directive,
                    DocumentEnd,
                    DocumentStart,
                    StreamEnd,
                    StreamStart -> throw new IllegalStateException("not noted: " + kind);
        }
        queue.add(new Queued(kind, start));
    }

    private void addKeyBefore(int start, int line, int column) {
        var key = keys.getLast();
        if (isValid(key, start, line)) {
            int index = key.number - taken + head;
            queue.add(index, new Queued(Token.ID.Key, key.start));
            roll(key.column, index, Token.ID.BlockMappingStart, key.start);
            key.possible = false;
            keyByToken.remove(key.number);
            keyAllowed = false;
        } else {
            roll(column, queue.size(), Token.ID.BlockMappingStart, start);
            keyAllowed = flowLevel == 0;
        }
    }

    private void saveKey(int start, int line, int column) {
        if (keyAllowed) {
            removeKey();
            var key = new PossibleKey();
            key.possible = true;
            key.number = taken + queue.size() - head;
            key.start = start;
            key.line = line;
            key.column = column;
            keys.set(keys.size() - 1, key);
            keyByToken.put(key.number, keys.size() - 1);
        }
    }

    private void removeKey() {
        var key = keys.getLast();
        if (key.possible) {
            key.possible = false;
            keyByToken.remove(key.number);
        }
    }

    private void roll(int column, int index, Token.ID kind, int start) {
        if (flowLevel == 0 && indent < column) {
            indents.add(indent);
            indent = column;
            queue.add(index, new Queued(kind, start));
        }
    }

    private boolean isValid(PossibleKey key, int at, int line) {
        if (key.possible && (key.line < line || isFar(key.start, at))) {
            key.possible = false;
        }
        return key.possible;
    }

    private boolean isFar(int start, int at) {
        int count = 0;
        for (int i = start; i < at && at - start > LONGEST_KEY && count <= LONGEST_KEY; i++) {
            count += (text.at(i) & 0xC0) == 0x80 ? 0 : 1;
        }
        return count > LONGEST_KEY;
    }
}
