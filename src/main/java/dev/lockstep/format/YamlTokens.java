package dev.lockstep.format;

import java.util.Arrays;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.scanner.Scanner;
import org.snakeyaml.engine.v2.tokens.DirectiveToken;
import org.snakeyaml.engine.v2.tokens.Token;

/// Passes tokens from the scanner to the parser and notes where they stand, for whoever attaches comments afterwards.
///
/// Only tokens with characters of their own are noted: no block starts and ends, no key token without `?`.
final class YamlTokens implements Scanner {
    private static final Token.ID[] NONE = {};

    private final Scanner scanner;
    private final boolean noting;
    private Token.ID[] kinds = NONE;
    private int[] places = {};
    private int count;
    private int unknownDirectiveLine;

    /// @param noting whether anything has to be noted at all
    YamlTokens(Scanner scanner, boolean noting) {
        this.scanner = scanner;
        this.noting = noting;
    }

    @Override
    public boolean checkToken(Token.ID... choices) {
        return scanner.checkToken(choices);
    }

    @Override
    public boolean checkToken(Token.ID choice) {
        return scanner.checkToken(choice);
    }

    @Override
    public Token peekToken() {
        return scanner.peekToken();
    }

    @Override
    public void resetDocumentIndex() {
        scanner.resetDocumentIndex();
    }

    @Override
    public boolean hasNext() {
        return scanner.hasNext();
    }

    @Override
    public Token next() {
        var token = scanner.next();
        if (token instanceof DirectiveToken<?> directive
                && !directive.getName().equals(DirectiveToken.YAML_DIRECTIVE)
                && !directive.getName().equals(DirectiveToken.TAG_DIRECTIVE)) {
            unknownDirectiveLine = directive.getStartMark().orElseThrow().getLine() + 1;
        }
        if (noting) {
            note(token);
        }
        return token;
    }

    private void note(Token token) {
        var kind = token.getTokenId();
        Mark start = token.getStartMark().orElseThrow();
        int end = token.getEndMark().orElseThrow().getIndex();
        boolean own = switch (kind) {
            case BlockEnd, BlockMappingStart, BlockSequenceStart, StreamStart, StreamEnd, Comment -> false;
            case Key -> end > start.getIndex();
            default -> true;
        };
        if (!own) {
            return;
        }
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, Math.max(256, count * 2));
            places = Arrays.copyOf(places, kinds.length * 4);
        }
        kinds[count] = kind;
        places[count * 4] = start.getIndex();
        places[count * 4 + 1] = end;
        places[count * 4 + 2] = start.getLine();
        places[count * 4 + 3] = start.getColumn();
        count++;
    }

    int count() {
        return count;
    }

    Token.ID kind(int token) {
        return kinds[token];
    }

    /// In code points from the start of the text.
    int start(int token) {
        return places[token * 4];
    }

    /// In code points, exclusive.
    int end(int token) {
        return places[token * 4 + 1];
    }

    /// From 0.
    int line(int token) {
        return places[token * 4 + 2];
    }

    /// In code points from 0.
    int column(int token) {
        return places[token * 4 + 3];
    }

    /// The line, from 1, of a directive that is neither `%YAML` nor `%TAG`; 0 if there was none.
    int unknownDirectiveLine() {
        return unknownDirectiveLine;
    }
}
