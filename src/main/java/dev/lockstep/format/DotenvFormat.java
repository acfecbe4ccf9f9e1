package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext.Type;
import java.util.List;

/// Reads and writes dotenv files: one `KEY=VALUE` a line. Reads by [DotenvReader], writes beside the old source by
/// [DotenvRenderer], prints as sops 3.13 by [DotenvWriter].
///
/// Nothing is special in a line but the first `=`, a `#` at its start, and `\n` for a line feed in the value: quotes,
/// spaces, `export` and carriage returns belong to key and value, as in sops (spec 2.6). So value and text determine
/// each other, and a file needs no hints.
///
/// The `sops` metadata stands in lines of its own, one for each value in it, see [FlatMetadata]. In the tree it is one
/// entry with a map, as in every format.
public final class DotenvFormat implements Format {
    @Override
    public String name() {
        return "dotenv";
    }

    /// Every value is a `STRING`; a key that comes twice is kept twice.
    ///
    /// @throws LockstepException `INPUT_MALFORMED`; `METADATA_INVALID` if the `sops_` lines give no tree
    @Override
    public Document parse(byte[] source) {
        return DotenvReader.read(source);
    }

    /// Taking an entry out takes the comment lines directly above it out too; a new entry goes where it stands in
    /// `after`. Hints are not looked at.
    @Override
    public byte[] render(Document before, List<Mapping> after, FormattingHints hints) {
        return DotenvRenderer.render(before.source(), before.roots().getFirst(), single(after));
    }

    /// Never anything: the value shows its text.
    @Override
    public FormattingHints hints(Document original, Document sealed, List<Mapping> opened) {
        return FormattingHints.none();
    }

    /// Prints the lines, whatever the indent; a null as `<nil>`, as sops does.
    @Override
    public byte[] emit(List<Mapping> roots, int indent) {
        var root = single(roots);
        try (var out = new ByteSink(DotenvWriter.expectedLength(root))) {
            var writer = new DotenvWriter(out);
            root.members().forEach(writer::member);
            writer.end();
            return out.finish();
        }
    }

    @Override
    public byte[] emitValue(Node value, int indent) {
        return switch (value.resolved()) {
            case Mapping mapping -> emit(List.of(mapping), indent);
            case Scalar(var text, _)
            when text.type() == Type.STRING -> text.lent().clone();
            case Node _ ->
                throw new LockstepException(
                        Kind.NOT_EMITTABLE,
                        "the dotenv store only supports emitting strings",
                        "",
                        "give --output-type yaml or json");
        };
    }

    @Override
    public int defaultIndent() {
        return 0; // lines have none
    }

    private static Mapping single(List<Mapping> roots) {
        if (roots.size() != 1) {
            // sops prints the first document only, under a MAC over all of them (spec 2.8).
            throw new LockstepException(
                    Kind.NOT_EMITTABLE, "dotenv holds one document, not " + roots.size(), "", "choose YAML output");
        }
        return roots.getFirst();
    }
}
