package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Span;
import dev.lockstep.document.TreeComparison;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One file format: bytes to document, and back in two ways. Resolves values, attaches comments and prints as sops 3.13
/// does, since AAD, MAC and compatibility depend on it. Bounded in depth and alias expansion, linear in size.
public interface Format {
    /// The name that flags and `sops` use: `yaml`, `json`, `dotenv`, `binary`.
    String name();

    /// Reads a file. Takes the array over: the document wipes it on close.
    ///
    /// @throws LockstepException `INPUT_MALFORMED` with the line in `where` as `:LINE`,
    /// `NO_DOCUMENT`,
    ///     `VALUE_NOT_ENCRYPTABLE` (a key that is not text, an integer outside 64 bits); no message quotes the input
    Document parse(byte[] source);

    /// Reads a plain file whose encryption will be written beside it by [#render]. As [#parse], except that a comment
    /// belongs where it will belong once the `sops` entry follows.
    default Document parseToSeal(byte[] source) {
        return parse(source);
    }

    /// Writes changed roots beside the old source: only what changed gets new bytes, in the style of what stood there.
    ///
    /// A node that is the same instance is not touched. A scalar or comment may have become another, a list item may
    /// have turned from scalar to comment, an alias into what it stood for. Documents, entries and items may have been
    /// added, replaced and taken away: what is in its old place keeps its span, what is new has none. Order cannot
    /// change otherwise. The `sops` metadata comes to stand at the end.
    ///
    /// @param hints original texts of nodes, by their number in `before`; used as they are. YAML uses them for
    ///     nodes that did not change too: an alias that had to be written out because its target was encrypted
    byte[] render(Document before, List<Mapping> after, FormattingHints hints);

    /// What [#render] cannot restore by itself. With it, `render` of the opened document gives back the very bytes of
    /// the original: that is tried here, and if single texts are not enough, the whole source is kept.
    ///
    /// @param original the plain document
    /// @param sealed its encryption, read again from the bytes that `render` gave
    /// @param opened the roots of `sealed` with all values decrypted and the metadata taken out
    default FormattingHints verifiedHints(Document original, Document sealed, List<Mapping> opened) {
        var hints = hints(original, sealed, opened);
        byte[] restored = render(sealed, opened, hints);
        try {
            if (Arrays.equals(restored, original.source())) {
                return hints;
            }
            hints.close();
            return FormattingHints.whole(original.source());
        } finally {
            Arrays.fill(restored, (byte) 0);
        }
    }

    /// The texts of single nodes for [#presentation], which proves that they are enough.
    FormattingHints hints(Document original, Document sealed, List<Mapping> opened);

    /// Writes the plain file beside its encrypted form, in the layout that hints and ciphertexts show. The result
    /// reads as the opened values: hints that say anything else, or more than layout, are not used.
    ///
    /// @param sealed the encrypted document
    /// @param opened its roots with all values decrypted and the metadata taken out
    /// @throws LockstepException `NOT_EMITTABLE` if no layout beside the old bytes shows the values
    default byte[] restore(Document sealed, List<Mapping> opened, FormattingHints hints) {
        if (!hints.isEmpty()) {
            byte[] hinted = render(sealed, opened, hints);
            if (reads(hinted, opened)) {
                return hinted;
            }
            Arrays.fill(hinted, (byte) 0);
        }
        return render(sealed, opened, FormattingHints.none());
    }

    /// Whether a text has these values; the text is not changed.
    private boolean reads(byte[] text, List<Mapping> values) {
        try (var read = parse(text.clone())) {
            return TreeComparison.sameValues(read.roots(), values);
        } catch (LockstepException e) {
            return false;
        }
    }

    /// A file of nothing but the metadata entry of the first document, as that stands in an encrypted file. Changed by
    /// [#render] and given to it as [FormattingHints#withMetadata], it keeps its layout in a rewrite.
    ///
    /// @return null if this format always writes the entry anew
    default byte @Nullable [] metadata(Document encrypted) {
        return null;
    }

    /// Writes a plain file with values changed, added or taken away, as [#render]; the result is read again.
    ///
    /// @param after built from the roots of `before`, see [dev.lockstep.document.TreeEdits]
    /// @throws LockstepException `NOT_EMITTABLE` if the layout of the file cannot be kept around the change
    default byte[] edit(Document before, List<Mapping> after) {
        byte[] text = render(before, after, FormattingHints.none());
        if (reads(text, after)) {
            return text;
        }
        Arrays.fill(text, (byte) 0);
        throw layoutLost();
    }

    /// What is said of a change that no layout beside the old bytes can show.
    static LockstepException layoutLost() {
        return new LockstepException(
                Kind.NOT_EMITTABLE,
                "the layout of this file cannot be kept around the change",
                "",
                "use --canonical, and report the layout as a bug");
    }

    /// Prints the roots as sops would.
    ///
    /// @param indent as `--indent` of sops means it for this format; [#defaultIndent()] when not given
    /// @throws LockstepException `NOT_EMITTABLE`, `CONFIG_INVALID` for an indent that sops refuses
    byte[] emit(List<Mapping> roots, int indent);

    /// Prints one value as `--extract` does: text raw, anything else as a document of this format.
    byte[] emitValue(Node value, int indent);

    /// The format of this format's encrypted files: itself, except that binary files are encrypted into a JSON
    /// envelope.
    default Format sealed() {
        return this;
    }

    /// Whether a file is one value as a whole, so that no rule selects parts of it: binary files.
    default boolean wholeFile() {
        return false;
    }

    /// The tag of a node as it is written; null if it has none. Only YAML has tags.
    default @Nullable String tag(byte[] source, Span span) {
        return null;
    }

    /// The directives between two documents, or before the first; only YAML has any.
    ///
    /// @param from where the document before ends
    /// @param to where the next document's first node begins
    default List<String> directives(byte[] source, int from, int to) {
        return List.of();
    }

    /// What sops uses when no indent is given: YAML 4 spaces, JSON and binary a tab (-1).
    int defaultIndent();
}
