package dev.lockstep.interop;

import dev.lockstep.document.Document;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import dev.lockstep.rules.LeafRules;
import dev.lockstep.rules.Selection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What encryption has to hide of a plain document, and what it has to leave.
final class Exposure {
    /// Shorter texts occur by chance.
    private static final int TELLING = 6;

    private final byte[] source;
    private final Set<String> secrets = new LinkedHashSet<>();
    private final StringBuilder open = new StringBuilder();
    private final BitSet secretBytes = new BitSet();

    private Exposure(byte[] source) {
        this.source = source;
    }

    static Exposure of(Document plain, Selection selection) {
        var exposure = new Exposure(plain.source());
        LeafRules.of(selection).walk(plain.roots(), leaf -> {
            var text = new String(leaf.value().lent(), StandardCharsets.UTF_8);
            if (leaf.secret()) {
                text.lines().map(String::strip).forEach(exposure.secrets::add);
                exposure.mark(leaf.node().span());
            } else {
                exposure.open.append(text).append('\n');
            }
            return leaf.node();
        });
        for (var root : plain.roots()) {
            exposure.look(root);
            exposure.markPlaceOfMetadata(root);
        }
        exposure.secrets.removeIf(secret -> secret.length() < TELLING || exposure.open.indexOf(secret) >= 0);
        return exposure;
    }

    private void mark(Span span) {
        if (!span.isNone()) {
            secretBytes.set(span.start(), Math.max(span.end(), span.start() + 1));
        }
    }

    /// In braces the metadata follow the last value, and a comma. A block that ends without a line break gets one then,
    /// and a header that says it is none of the value.
    private void markPlaceOfMetadata(Mapping root) {
        if (root.members().isEmpty() || !(root.members().getLast() instanceof Entry last)) {
            mark(root.span());
            return;
        }
        var span = last.value().span();
        if (source[root.span().start()] == '{') {
            secretBytes.set(Math.max(span.end() - 1, 0), root.span().end());
        } else if (source[source.length - 1] != '\n') {
            mark(span);
        }
    }

    /// Keys stay in the open; an alias may have to become what it stands for.
    private void look(Node node) {
        switch (node) {
            case Mapping(var members, _) -> {
                for (var member : members) {
                    if (member instanceof Entry entry) {
                        open.append(entry.key()).append(":\n");
                        look(entry.value());
                    }
                }
            }
            case Sequence(var items, _) -> items.forEach(this::look);
            case Alias(var anchor, _, var span) -> {
                open.append(anchor).append('\n');
                mark(span);
            }
            case Scalar _, Comment _ -> {}
        }
    }

    int secrets() {
        return secrets.size();
    }

    /// The secrets that show in an encrypted file: none, if all is well.
    List<String> seenIn(byte[] encrypted) {
        var text = new String(encrypted, StandardCharsets.UTF_8);
        return secrets.stream().filter(text::contains).toList();
    }

    /// The lines that hold no byte of a secret, without their line breaks.
    List<String> openLines() {
        var lines = new ArrayList<String>();
        int start = 0;
        for (int at = 0; at <= source.length; at++) {
            if (at == source.length || source[at] == '\n') {
                int next = secretBytes.nextSetBit(start);
                if ((next < 0 || next > at) && at > start) {
                    lines.add(new String(source, start, at - start, StandardCharsets.UTF_8));
                }
                start = at + 1;
            }
        }
        return lines;
    }
}
