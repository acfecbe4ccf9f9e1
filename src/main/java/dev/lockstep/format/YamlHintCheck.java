package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Alias;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Node.Sequence;
import dev.lockstep.document.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Checks that a text made with hints has nothing but layout beyond what the encrypted file shows: the same directives,
/// comments, keys, readable values, tags and anchors in the same places.
///
/// Two things may come from hints, since a ciphertext cannot have them and the values prove them: an alias in place of
/// what was written out for it, and a tag such as `!!int` that names the type the value has anyway.
final class YamlHintCheck {
    private static final List<String> OF_A_TYPE = List.of("int", "float", "bool", "null", "timestamp", "binary");
    private static final String CIPHERTEXT = "ENC[AES256_GCM,";

    private final YamlLines hinted;
    private final YamlLines sealed;
    private final boolean namesTags;

    private YamlHintCheck(YamlLines hinted, YamlLines sealed, boolean namesTags) {
        this.hinted = hinted;
        this.sealed = sealed;
        this.namesTags = namesTags;
    }

    /// @param hinted the text, read; it has the same values as `opened`
    /// @param sealed the encrypted document
    /// @param opened its roots with all values decrypted and the metadata taken out
    static boolean addsOnlyLayout(Document hinted, Document sealed, List<Mapping> opened) {
        var directives = directives(sealed);
        if (!directives(hinted).equals(directives) || !sameComments(hinted.roots(), opened)) {
            return false;
        }
        boolean namesTags = directives.stream().anyMatch(line -> line.contains("TAG"));
        var check = new YamlHintCheck(new YamlLines(hinted.source()), new YamlLines(sealed.source()), namesTags);
        for (int i = 0; i < opened.size(); i++) {
            if (!check.same(hinted.roots().get(i), opened.get(i), false, false)) {
                return false;
            }
        }
        return true;
    }

    /// The lines between documents that begin with a percent sign, and an empty text for each document.
    private static List<String> directives(Document document) {
        var lines = new YamlLines(document.source());
        var found = new ArrayList<String>();
        int from = 0;
        for (var root : document.roots()) {
            directives(lines, from, root.span().start(), found);
            found.add("");
            from = Math.max(root.span().end(), from);
        }
        directives(lines, from, lines.end(), found);
        return found;
    }

    private static void directives(YamlLines lines, int from, int to, List<String> found) {
        int line = from == lines.start(from) ? lines.start(from) : lines.next(from);
        for (; line < to; line = lines.next(line)) {
            if (lines.at(line) == '%') {
                found.add(text(lines, new Span(line, lines.end(line))).strip());
            }
        }
    }

    private static boolean sameComments(List<Mapping> one, List<Mapping> other) {
        Collection<Comment> ones = comments(one);
        Collection<Comment> others = comments(other);
        if (ones.size() != others.size()) {
            return false;
        }
        var next = others.iterator();
        for (var comment : ones) {
            if (!comment.text().sameAs(next.next().text())) {
                return false;
            }
        }
        return true;
    }

    private static Collection<Comment> comments(List<Mapping> roots) {
        var byPlace = new TreeMap<Integer, Comment>();
        roots.forEach(root -> comments(root, byPlace));
        return byPlace.values();
    }

    private static void comments(Node node, SortedMap<Integer, Comment> byPlace) {
        switch (node) {
            case Mapping(var members, _) -> {
                for (var member : members) {
                    switch (member) {
                        case Comment comment -> comments(comment, byPlace);
                        case Entry entry -> comments(entry.value(), byPlace);
                    }
                }
            }
            case Sequence(var items, _) -> items.forEach(item -> comments(item, byPlace));
            case Comment comment -> {
                if (!comment.span().isNone()) {
                    byPlace.put(comment.span().start(), comment);
                }
            }
            case Scalar _, Alias _ -> {}
        }
    }

    private boolean same(Node shown, Node opened, boolean shownInFlow, boolean sealedInFlow) {
        var place = YamlPlace.of(sealed, opened.span(), sealedInFlow, 0);
        if (shown instanceof Alias alias) {
            return opened instanceof Alias other
                    ? alias.anchor().equals(other.anchor())
                    : place.anchor().isNone() && place.tag().isNone();
        }
        if (opened instanceof Alias) {
            return false;
        }
        var shownPlace = YamlPlace.of(hinted, shown.span(), shownInFlow, 0);
        if (!sameText(shownPlace.anchor(), place.anchor()) || !sameTag(shownPlace, place, opened)) {
            return false;
        }
        return switch (shown) {
            case Mapping mapping ->
                opened instanceof Mapping other
                        && sameEntries(
                                entries(mapping),
                                entries(other),
                                isFlow(hinted, shownPlace, shownInFlow),
                                isFlow(sealed, place, sealedInFlow));
            case Sequence(var items, _) ->
                opened instanceof Sequence(var others, _)
                        && sameItems(
                                values(items),
                                values(others),
                                isFlow(hinted, shownPlace, shownInFlow),
                                isFlow(sealed, place, sealedInFlow));
            case Scalar _ -> opened instanceof Scalar && sameIfReadable(shownPlace, place);
            case Comment _, Alias _ -> throw new IllegalStateException("neither is compared here");
        };
    }

    private boolean sameEntries(List<Entry> shown, List<Entry> opened, boolean shownInFlow, boolean sealedInFlow) {
        for (int i = 0; i < shown.size(); i++) {
            var key = shown.get(i).keySpan();
            boolean alias = hinted.at(key.start()) == '*';
            if (!alias && !sameText(key, opened.get(i).keySpan())
                    || !same(shown.get(i).value(), opened.get(i).value(), shownInFlow, sealedInFlow)) {
                return false;
            }
        }
        return true;
    }

    private boolean sameItems(List<Node> shown, List<Node> opened, boolean shownInFlow, boolean sealedInFlow) {
        for (int i = 0; i < shown.size(); i++) {
            if (!same(shown.get(i), opened.get(i), shownInFlow, sealedInFlow)) {
                return false;
            }
        }
        return true;
    }

    private boolean sameTag(YamlPlace shown, YamlPlace place, Node opened) {
        if (shown.tag().isNone() || !place.tag().isNone()) {
            return sameText(shown.tag(), place.tag());
        }
        var tag = text(hinted, shown.tag());
        var name = tag.startsWith("!!")
                ? tag.substring(2)
                : tag.startsWith("!<tag:yaml.org,2002:") && tag.endsWith(">")
                        ? tag.substring("!<tag:yaml.org,2002:".length(), tag.length() - 1)
                        : "";
        return opened instanceof Scalar && !namesTags && OF_A_TYPE.contains(name) && isCiphertext(place);
    }

    /// Whether a value that the encrypted file shows on one line is written as there.
    private boolean sameIfReadable(YamlPlace shown, YamlPlace place) {
        return place.block() != YamlBlock.NONE
                || isCiphertext(place)
                || sameText(new Span(shown.body(), shown.end()), new Span(place.body(), place.end()));
    }

    private boolean isCiphertext(YamlPlace place) {
        int at = place.body();
        if (place.block() != YamlBlock.NONE) {
            at = sealed.skipToContent(place.block().headerEnd(), sealed.end());
        } else if (sealed.at(at) == '"' || sealed.at(at) == '\'') {
            at++;
        }
        return text(sealed, new Span(at, Math.min(at + CIPHERTEXT.length(), sealed.end())))
                .equals(CIPHERTEXT);
    }

    private boolean sameText(Span shown, Span other) {
        return shown.isNone()
                ? other.isNone()
                : !other.isNone()
                        && Arrays.equals(
                                hinted.bytes, shown.start(), shown.end(), sealed.bytes, other.start(), other.end());
    }

    private static boolean isFlow(YamlLines lines, YamlPlace place, boolean inside) {
        return inside || lines.at(place.body()) == '{' || lines.at(place.body()) == '[';
    }

    private static String text(YamlLines lines, Span span) {
        return new String(lines.bytes, span.start(), span.length(), StandardCharsets.ISO_8859_1);
    }

    private static List<Entry> entries(Mapping mapping) {
        return mapping.members().stream()
                .filter(Entry.class::isInstance)
                .map(Entry.class::cast)
                .toList();
    }

    private static List<Node> values(List<Node> items) {
        return items.stream().filter(item -> !(item instanceof Comment)).toList();
    }
}
