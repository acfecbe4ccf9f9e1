package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.ScannerImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Reads a YAML stream as sops 3.13 with go-yaml 3.0.4 sees it: order, types, aliases, comments; and where everything
/// stands.
///
/// Spans count bytes, and hold anchor and tag of a node. In particular:
///
/// | node | from | to, exclusive |
/// |---|---|---|
/// | plain or quoted scalar | first character of it or of its properties | behind the last |
/// | block scalar | `|` or `>`, or its properties | behind its last line break, all space lines that follow included |
/// | nothing where a value could be | behind the `:` or `-`; without one, where the next token begins | the same |
/// | flow map or list | bracket or properties | behind the closing bracket |
/// | block map or list | first key or `-`, or properties | the end of the last value |
/// | comment | `#` | the line's end, line break not included |
final class YamlReader {
    private YamlReader() {}

    /// Takes the array over: the document wipes it on close.
    ///
    /// @throws LockstepException `INPUT_MALFORMED`, with `:LINE` or `:LINE:COLUMN` as place and without a word of the
    /// input; `NO_DOCUMENT` for no bytes at
    ///     all; `VALUE_NOT_ENCRYPTABLE` for a key that is not text or an integer outside 64 bits
    static Document read(byte[] source) {
        if (source.length == 0) {
            throw new LockstepException(Kind.NO_DOCUMENT, "file is empty", "", "write a map into it");
        }
        try (var text = YamlText.of(source)) {
            var settings = LoadSettings.builder()
                    .setUseMarks(true)
                    .setParseComments(false)
                    .setCodePointLimit(Integer.MAX_VALUE)
                    // The parser copies what it has buffered each time a token is longer: not too often for any token.
                    .setBufferSize(Math.max(4096, source.length / 16))
                    .build();
            var scanner = new ScannerImpl(settings, new StreamReader(settings, text.reader()));
            // Tabs in the indentation are found on the way to comments.
            boolean mayHaveComments = text.has('#', 0, source.length) || text.has('\t', 0, source.length);
            var tokens = new YamlTokens(scanner, mayHaveComments);
            var drafting = new YamlDrafting(text, new ParserImpl(settings, tokens), tokens);
            try {
                var drafts = drafting.documents();
                if (mayHaveComments && !drafts.isEmpty()) {
                    YamlComments.attach(source, text, tokens, drafts);
                }
                return Document.owning(source, roots(source, drafts));
            } catch (LockstepException e) {
                drafting.discard();
                throw YamlFault.inTemplate(e, source);
            } catch (YamlEngineException e) {
                drafting.discard();
                throw YamlFault.inTemplate(YamlFault.of(e), source);
            } catch (IllegalArgumentException _) {
                // The parser does not expect that the file may end within an escape.
                drafting.discard();
                throw new LockstepException(
                        Kind.INPUT_MALFORMED, "quoted text is malformed", "", "correct the escapes in double quotes");
            }
        }
    }

    private static List<Mapping> roots(byte[] source, List<YamlDraft> drafts) {
        if (drafts.isEmpty()) {
            throw new LockstepException(
                    Kind.INPUT_MALFORMED,
                    "file holds no document, only spaces or comments",
                    ":1",
                    "write a map into it");
        }
        var tree = new YamlTree(source);
        var roots = new ArrayList<Mapping>(drafts.size());
        try {
            for (var draft : drafts) {
                roots.add(tree.root(draft, draft.content.getFirst()));
            }
        } catch (LockstepException e) {
            tree.discard();
            throw e;
        }
        return roots;
    }
}
