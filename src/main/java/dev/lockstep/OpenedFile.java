package dev.lockstep;

import dev.lockstep.document.Document;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.KeyPath;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.format.Format;
import dev.lockstep.format.Layout;
import dev.lockstep.metadata.Metadata;
import dev.lockstep.problem.LockstepException;
import java.util.ArrayList;
import java.util.List;

/// Holds a decrypted file: its values, and the ways to write them. Owns them and wipes them on close.
public final class OpenedFile implements AutoCloseable {
    private final Document document;
    private final Format format;
    private final List<Mapping> sealed;
    private final List<Mapping> roots;
    private final Metadata metadata;
    private final FormattingHints hints;
    private final Structure.Claim structure;
    private final List<String> warnings;
    private final int commentsLeftSealed;

    OpenedFile(
            Document document,
            Format format,
            List<Mapping> sealed,
            List<Mapping> roots,
            Metadata metadata,
            FormattingHints hints,
            Structure.Claim structure,
            List<String> warnings,
            int commentsLeftSealed) {
        this.document = document;
        this.format = format;
        this.sealed = sealed;
        this.roots = List.copyOf(roots);
        this.metadata = metadata;
        this.hints = hints;
        this.structure = structure;
        this.warnings = new ArrayList<>(warnings);
        this.commentsLeftSealed = commentsLeftSealed;
    }

    /// The plain values, one map per document, without the metadata; lent.
    public List<Mapping> roots() {
        return roots;
    }

    public Metadata metadata() {
        return metadata;
    }

    /// One-line sentences for a person, without a value.
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// Whether the file carries a digest of its structure. What [Decryption] opened with the MAC required has the
    /// structure that was sealed, if any: whoever needs one asks here.
    public boolean hasStructure() {
        return structure instanceof Structure.Claim.Sealed;
    }

    /// The path that the file is bound to; empty if it may lie anywhere.
    public String boundPath() {
        return structure instanceof Structure.Claim.Sealed(var sealedStructure) ? sealedStructure.path() : "";
    }

    /// The digests of the file as it is.
    Structure structure() {
        return Structure.of(format.sealed(), document, sealed, roots, metadata);
    }

    /// What differs from the structure that was sealed with the file, for a person; empty if nothing does.
    String structureProblem() {
        return switch (structure) {
            case Structure.Claim.None _ -> "";
            case Structure.Claim.Unusable(var what) -> what;
            case Structure.Claim.Sealed(var then) -> then.difference(structure());
        };
    }

    void warn(String warning) {
        warnings.add(warning);
    }

    Document document() {
        return document;
    }

    /// The encrypted documents without their metadata.
    List<Mapping> sealed() {
        return sealed;
    }

    FormattingHints hints() {
        return hints;
    }

    int commentsLeftSealed() {
        return commentsLeftSealed;
    }

    /// The plain file; the caller wipes it.
    ///
    /// @throws LockstepException `NOT_EMITTABLE`
    public byte[] plain(Layout layout) {
        return switch (layout.of(format)) {
            case Layout.Lossless _ -> format.restore(document, roots, hints);
            case Layout.Canonical(var output, var indent) -> output.emit(roots, indent);
        };
    }

    /// One part of the first document: text as it is, anything else printed in the output's format; a map is followed
    /// by the other documents of the stream, as sops does.
    ///
    /// @throws LockstepException `PATH_NOT_FOUND`, `NOT_EMITTABLE`
    public byte[] extract(KeyPath path, Format output, int indent) {
        var node = path.in(roots.getFirst());
        if (!(node instanceof Mapping part)) {
            return output.emitValue(node, indent);
        }
        var parts = new ArrayList<Mapping>(roots);
        parts.set(0, part);
        return output.emit(parts, indent);
    }

    /// Wipes what was decrypted, and leaves the bytes it was read from to who gave them.
    void wipeValues() {
        roots.forEach(Document::wipe);
        hints.close();
    }

    @Override
    public void close() {
        wipeValues();
        document.close();
    }
}
