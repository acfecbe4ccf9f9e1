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
import org.jspecify.annotations.Nullable;

/// Reads and writes JSON files: one object at the top. Reads by [JsonReader], writes beside the old source by
/// [JsonRenderer], prints as sops 3.13 by [JsonWriter].
public final class JsonFormat implements Format {
    /// `--indent` of sops for a tab.
    private static final int TAB = -1;

    @Override
    public String name() {
        return "json";
    }

    /// Numbers that fit 64 bits are `INTEGER` (`-0` is 0, as in Go), all others `FLOAT`; a key that comes twice is kept
    /// twice.
    @Override
    public Document parse(byte[] source) {
        return JsonReader.read(source);
    }

    @Override
    public byte[] render(Document before, List<Mapping> after, FormattingHints hints) {
        return JsonRenderer.render(before.source(), before.roots(), after, hints);
    }

    @Override
    public FormattingHints hints(Document original, Document sealed, List<Mapping> opened) {
        return JsonHints.of(original, sealed, opened);
    }

    @Override
    public byte @Nullable [] metadata(Document encrypted) {
        return JsonRenderer.metadata(encrypted);
    }

    /// @param indent spaces for each level; 0 for line breaks without any, -1 for a tab
    @Override
    public byte[] emit(List<Mapping> roots, int indent) {
        if (roots.size() != 1) {
            // sops prints the first document only, under a MAC over all of them (spec 2.8).
            throw new LockstepException(
                    Kind.NOT_EMITTABLE, "JSON holds one document, not " + roots.size(), "", "choose YAML output");
        }
        var count = ByteSink.counting();
        print(roots.getFirst(), indent, count);
        try (var out = new ByteSink(count.length())) {
            print(roots.getFirst(), indent, out);
            return out.finish();
        }
    }

    private static void print(Mapping root, int indent, ByteSink out) {
        new JsonWriter(canonical(indent), out).write(root, 0);
        out.put('\n');
    }

    @Override
    public byte[] emitValue(Node value, int indent) {
        return switch (value.resolved()) {
            case Mapping mapping -> emit(List.of(mapping), indent);
            case Scalar(var text, _)
            when text.type() == Type.STRING -> text.lent().clone();
            case Node other -> {
                try (var out = new ByteSink(JsonWriter.expectedLength(List.of(other)))) {
                    new JsonWriter(canonical(indent), out).write(other, 0);
                    yield out.finish(); // without a line break at the end, as sops
                }
            }
        };
    }

    @Override
    public int defaultIndent() {
        return TAB;
    }

    private static JsonWriter.Layout canonical(int indent) {
        if (indent < TAB) {
            throw new LockstepException(
                    Kind.CONFIG_INVALID,
                    "JSON indentation " + indent + " is below -1",
                    "",
                    "give -1 for a tab, or a number");
        }
        var step = indent == TAB ? "\t" : " ".repeat(indent);
        return new JsonWriter.Layout("\n", step, ": ", "", JsonText.Escapes.AS_GO);
    }
}
