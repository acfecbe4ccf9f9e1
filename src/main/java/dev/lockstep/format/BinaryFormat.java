package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.Span;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import java.util.List;

/// Reads and writes any bytes: the whole file is one string under the key `data`. Its encrypted form is JSON, so a
/// binary file has two formats.
///
/// | bytes | format | |
/// |---|---|---|
/// | plain | this one | [#parse] gives `{data: the bytes}`, [#emit] the bytes of a top-level string `data` again |
/// | encrypted | [#envelope] | a JSON object with `data` and `sops`, always printed canonically by [JsonFormat#emit] |
///
/// Encrypt: `parse` here, seal, `envelope().emit`. Decrypt: `envelope().parse`, open, `emit` here. There is no lossless
/// rendering between the two forms, and none is needed: the bytes are the value. The document of [#parse] shares its
/// source array with the value, so that a large file is in memory once.
public final class BinaryFormat implements Format {
    private static final String DATA = "data";

    /// The format of the encrypted bytes. Its indent is `stores.json_binary.indent`, or [#defaultIndent()].
    public static Format envelope() {
        return new JsonFormat();
    }

    @Override
    public String name() {
        return "binary";
    }

    @Override
    public Format sealed() {
        return envelope();
    }

    @Override
    public boolean wholeFile() {
        return true;
    }

    @Override
    public Document parse(byte[] source) {
        var whole = new Span(0, source.length);
        var value = new Scalar(Plaintext.owning(Type.STRING, source), whole);
        return Document.owning(source, List.of(new Mapping(List.of(new Entry(DATA, Span.NONE, value)), whole)));
    }

    /// Plain bytes beside plain bytes: the new value of `data`.
    @Override
    public byte[] render(Document before, List<Mapping> after, FormattingHints hints) {
        return emit(after, defaultIndent());
    }

    /// Never anything: the bytes are the value.
    @Override
    public FormattingHints hints(Document original, Document sealed, List<Mapping> opened) {
        return FormattingHints.none();
    }

    /// The raw bytes of the top-level string `data`, whatever the indent.
    @Override
    public byte[] emit(List<Mapping> roots, int indent) {
        if (roots.size() != 1) {
            throw notEmittable("binary output holds one document, not " + roots.size());
        }
        for (var member : roots.getFirst().members()) {
            if (member instanceof Entry(var key, _, var node) && key.equals(DATA)) {
                if (node.resolved() instanceof Scalar(var value, _) && value.type() == Type.STRING) {
                    return value.lent().clone();
                }
                throw notEmittable("the top-level key data is not a string");
            }
        }
        throw notEmittable("there is no top-level key data to write as binary");
    }

    @Override
    public byte[] emitValue(Node value, int indent) {
        return switch (value.resolved()) {
            case Mapping mapping -> emit(List.of(mapping), indent);
            case Scalar(var text, _)
            when text.type() == Type.STRING -> text.lent().clone();
            case Node _ -> throw notEmittable("only text can be extracted as binary");
        };
    }

    @Override
    public int defaultIndent() {
        return envelope().defaultIndent();
    }

    private static LockstepException notEmittable(String what) {
        return new LockstepException(Kind.NOT_EMITTABLE, what, "", "give --input-type or --output-type json or yaml");
    }
}
