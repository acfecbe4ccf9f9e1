package dev.lockstep.format;

import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.format.YamlScalarWriter.Piece;
import dev.lockstep.secret.Plaintext;
import java.util.List;

/// Tells how far a written value reaches into the lines behind it.
enum YamlEnding {
    /// Its own characters are all of it.
    LINE,
    /// A block of lines whose text ends with a line break: the file must have one there.
    BREAK,
    /// A block that keeps all breaks behind it: the file must have just as many.
    KEPT_BREAK;

    boolean breaks() {
        return this != LINE;
    }

    /// @param pieces what was changed at the place, so that it shows the value
    static YamlEnding of(YamlPlace place, List<Piece> pieces, Plaintext value) {
        if (!endsWithBreak(value)) {
            return LINE;
        }
        for (var piece : pieces) {
            if (piece.span().start() == place.body() && piece.text().length > 0) {
                return ofText(piece.text());
            }
        }
        return place.block() == YamlBlock.NONE ? LINE : place.block().chomping() == '+' ? KEPT_BREAK : BREAK;
    }

    /// @param hint the text of a node, properties included
    static YamlEnding ofHint(byte[] hint, Node node) {
        if (!(node.resolved() instanceof Scalar(var value, _)) || !endsWithBreak(value)) {
            return LINE;
        }
        for (int at = 0; at < hint.length && !YamlLines.isBreak(hint[at]); at++) {
            boolean begins = at == 0 || YamlLines.isBlank(hint[at - 1]);
            if (begins && (hint[at] == '|' || hint[at] == '>')) {
                return at + 1 < hint.length && indexOf(hint, '+', at) > 0 ? KEPT_BREAK : BREAK;
            }
        }
        return LINE;
    }

    private static YamlEnding ofText(byte[] text) {
        boolean block = text[0] == '|' || text[0] == '>';
        return !block ? LINE : indexOf(text, '+', 1) > 0 ? KEPT_BREAK : BREAK;
    }

    private static int indexOf(byte[] text, char sign, int from) {
        for (int at = from; at < text.length && !YamlLines.isBreak(text[at]); at++) {
            if (text[at] == sign) {
                return at;
            }
        }
        return -1;
    }

    private static boolean endsWithBreak(Plaintext value) {
        return !value.isEmpty() && value.lent()[value.length() - 1] == '\n';
    }
}
