package dev.lockstep.format;

import dev.lockstep.format.YamlDraft.Shape;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.parser.Parser;

/// Turns the parser's events into drafts, one tree for each document, within the limits of [YamlLimits].
final class YamlDrafting {
    private final YamlText text;
    private final Parser events;
    private final YamlTokens tokens;
    private final YamlLimits limits = new YamlLimits();
    /// Not cleared between documents: for go-yaml an anchor outlives its document.
    private final Map<String, YamlDraft> anchors = new HashMap<>();
    private final List<Plaintext> values = new ArrayList<>();

    YamlDrafting(YamlText text, Parser events, YamlTokens tokens) {
        this.text = text;
        this.events = events;
        this.tokens = tokens;
    }

    /// One draft for each document, its root as the only content.
    List<YamlDraft> documents() {
        var documents = new ArrayList<YamlDraft>();
        while (events.hasNext()) {
            var event = events.next();
            if (event instanceof DocumentStartEvent start) {
                checkDirectives(start);
                if (!documents.isEmpty() && !start.isExplicit()) {
                    throw malformed("document does not begin with ---", line(start), "add a line of three dashes");
                }
                var document = draft(Shape.SEQUENCE, start);
                document.content.add(node(events.next(), 0, false));
                documents.add(document);
            }
        }
        text.checkSeparators();
        return documents;
    }

    /// Wipes what was read so far, when reading failed.
    void discard() {
        values.forEach(Plaintext::close);
    }

    private void checkDirectives(DocumentStartEvent start) {
        if (tokens.unknownDirectiveLine() > 0) {
            throw malformed("unknown directive", tokens.unknownDirectiveLine(), "remove the line that begins with %");
        }
        start.getSpecVersion().ifPresent(version -> {
            if (version.getMajor() != 1 || version.getMinor() != 1) {
                throw malformed("YAML version other than 1.1 is declared", line(start), "remove the %YAML line");
            }
        });
    }

    private YamlDraft node(Event event, int depth, boolean inFlow) {
        return switch (event) {
            case AliasEvent alias -> alias(alias, depth);
            case ScalarEvent scalar -> scalar(scalar, inFlow);
            case CollectionStartEvent start -> collection(start, depth);
            default -> throw new IllegalStateException("unexpected " + event.getEventId());
        };
    }

    private YamlDraft alias(AliasEvent event, int depth) {
        var draft = draft(Shape.ALIAS, event);
        String name = event.getAlias().getValue();
        var target = anchors.get(name);
        if (target == null) {
            throw malformed(
                    "alias without an anchor before it", draft.line, "define the anchor, or quote the asterisk");
        }
        if (target.open) {
            throw malformed("anchor contains itself", draft.line, "take the alias out of the value it refers to");
        }
        draft.anchor = name;
        draft.target = target.resolved();
        draft.height = target.height;
        draft.size = target.size;
        draft.open = false;
        limits.checkDepth(depth + target.height, draft.line);
        limits.addAliased(target.size, draft.line);
        return draft;
    }

    private YamlDraft scalar(ScalarEvent event, boolean inFlow) {
        var draft = draft(Shape.SCALAR, event);
        draft.implied = event.isPlain() && draft.start == draft.end;
        register(draft, event.getAnchor());
        String tag = event.getTag().orElse("!");
        draft.merge = event.getValue().equals("<<")
                && (event.isPlain() && tag.equals("!") || tag.equals("tag:yaml.org,2002:merge"));
        if (event.isPlain()) {
            boolean bare = event.getTag().isEmpty() && event.getAnchor().isEmpty();
            int start = bare
                    ? draft.start
                    : Math.max(draft.start, draft.end - event.getValue().length());
            YamlDialect.checkPlain(text, start, draft.end, inFlow, draft.line);
        } else if (event.isSQuoted() || event.isDQuoted()) {
            text.acceptSeparators(draft.start, draft.end);
        }
        if (event.isDQuoted()) {
            YamlDialect.checkDoubleQuoted(text, draft.start, draft.end, draft.line);
        }
        String content = text.withSeparators(
                content(event, draft.line, draft.end), draft.start, draft.end, inFlow, event.isDQuoted());
        draft.value = resolve(event, content, draft.line);
        values.add(draft.value);
        draft.open = false;
        limits.addWritten();
        return draft;
    }

    /// The text of a scalar. Where a block ends with the file and no line break, there is none in the text either.
    private String content(ScalarEvent event, int line, int end) {
        String value = event.getValue();
        boolean block = event.isLiteral() || event.isFolded();
        return block && end == text.end() && YamlDialect.addsBreak(text, value, line)
                ? value.substring(0, value.length() - 1)
                : value;
    }

    private Plaintext resolve(ScalarEvent event, String value, int line) {
        return switch (YamlScalars.resolve(event.getTag().orElse(null), event.isPlain(), value)) {
            case YamlScalars.Resolution.Value(var plaintext) -> plaintext;
            case YamlScalars.Resolution.Refused(var why) ->
                throw switch (why) {
                    case DOES_NOT_FIT_ITS_TAG ->
                        malformed("value does not fit its tag", line, "correct the value or the tag");
                    case NOT_BASE64 ->
                        malformed("!!binary value is not base64", line, "correct the value or remove the tag");
                    case INTEGER_TOO_LARGE ->
                        new LockstepException(
                                Kind.VALUE_NOT_ENCRYPTABLE,
                                "integer does not fit 64 bits",
                                ":" + line,
                                "put it in quotes");
                };
        };
    }

    private YamlDraft collection(CollectionStartEvent event, int depth) {
        boolean map = event.getEventId() == Event.ID.MappingStart;
        var draft = draft(map ? Shape.MAPPING : Shape.SEQUENCE, event);
        draft.flow = event.isFlow();
        limits.checkDepth(depth, draft.line);
        limits.addWritten();
        register(draft, event.getAnchor());
        for (var next = events.next(); !isEnd(next, draft, map); next = events.next()) {
            var child = node(next, depth + 1, draft.flow);
            draft.content.add(child);
            draft.height = Math.max(draft.height, child.height + 1);
            draft.size += child.size;
        }
        draft.open = false;
        return draft;
    }

    private boolean isEnd(Event event, YamlDraft draft, boolean map) {
        if (event.getEventId() != (map ? Event.ID.MappingEnd : Event.ID.SequenceEnd)) {
            return false;
        }
        int end = offset(event.getEndMark());
        // A pair in a flow list is a map without braces: its end is where the next token begins.
        boolean closed = draft.flow && (text.at(end - 1) == '}' || text.at(end - 1) == ']');
        draft.end = closed || draft.content.isEmpty() ? end : draft.content.getLast().end;
        return true;
    }

    private void register(YamlDraft draft, Optional<Anchor> anchor) {
        anchor.ifPresent(name -> {
            YamlDialect.checkAnchor(name.getValue(), draft.line);
            draft.anchor = name.getValue();
            anchors.put(name.getValue(), draft);
        });
    }

    private YamlDraft draft(Shape shape, Event event) {
        return new YamlDraft(shape, offset(event.getStartMark()), offset(event.getEndMark()), line(event));
    }

    private int offset(Optional<Mark> mark) {
        return text.offset(mark.orElseThrow().getIndex());
    }

    private static int line(Event event) {
        return event.getStartMark().orElseThrow().getLine() + 1;
    }

    /// The key's text.
    ///
    /// @throws LockstepException `VALUE_NOT_ENCRYPTABLE` for a key that is not text
    static String key(YamlDraft draft) {
        var value = draft.resolved().value;
        String key = value == null || value.type() != Type.STRING ? null : YamlText.strictly(value.lent());
        if (key == null) {
            throw new LockstepException(
                    Kind.VALUE_NOT_ENCRYPTABLE, "key is not text", ":" + draft.line, "put the key in quotes");
        }
        return key;
    }

    private static LockstepException malformed(String what, int line, String next) {
        return new LockstepException(Kind.INPUT_MALFORMED, what, ":" + line, next);
    }
}
