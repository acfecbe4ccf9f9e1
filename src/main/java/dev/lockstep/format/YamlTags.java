package dev.lockstep.format;

import dev.lockstep.document.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds what a YAML file says of its nodes that the tree does not hold: tags, and the directives that give them their
/// meaning.
final class YamlTags {
    private YamlTags() {}

    /// The tag of a node as it is written; null if it has none.
    static @Nullable String of(byte[] source, Span span) {
        int at = span.isNone() ? span.end() : span.start();
        while (at >= 0 && at < span.end()) {
            byte octet = source[at];
            if (octet == '!') {
                return text(source, at, endOfProperty(source, at, span.end()));
            } else if (octet == '&') {
                at = endOfProperty(source, at, span.end());
            } else if (octet == '#' && at > span.start()) {
                at = endOfLine(source, at, span.end());
            } else if (octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r') {
                at++;
            } else {
                return null;
            }
        }
        return null;
    }

    private static int endOfProperty(byte[] source, int start, int limit) {
        boolean verbatim = source[start] == '!' && start + 1 < limit && source[start + 1] == '<';
        int at = start + 1;
        while (at < limit) {
            byte octet = source[at];
            if (verbatim ? octet == '>' : octet <= ' ' && octet >= 0 || ",[]{}".indexOf(octet) >= 0) {
                return verbatim ? at + 1 : at;
            }
            at++;
        }
        return limit;
    }

    /// The directives before a document, each without what stands behind it on its line but spaces.
    ///
    /// @param from where the document before it ends
    /// @param to where its first node begins
    static List<String> directives(byte[] source, int from, int to) {
        var directives = new ArrayList<String>();
        int at = from;
        while (at < to) {
            boolean lineStart = at == 0 || source[at - 1] == '\n' || source[at - 1] == '\r';
            int end = endOfLine(source, at, to);
            if (lineStart && source[at] == '%') {
                directives.add(text(source, at, end).stripTrailing());
            }
            at = end + 1;
        }
        return directives;
    }

    private static int endOfLine(byte[] source, int from, int limit) {
        int at = from;
        while (at < limit && source[at] != '\n' && source[at] != '\r') {
            at++;
        }
        return at;
    }

    private static String text(byte[] source, int start, int end) {
        return new String(source, start, end - start, StandardCharsets.UTF_8);
    }
}
