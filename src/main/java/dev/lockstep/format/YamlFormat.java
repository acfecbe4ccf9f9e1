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

/// Reads and writes YAML as sops 3.13 with go-yaml 3.0.4 does: a stream of maps.
public final class YamlFormat implements Format {
    @Override
    public String name() {
        return "yaml";
    }

    @Override
    public Document parse(byte[] source) {
        return YamlReader.read(source);
    }

    @Override
    public Document parseToSeal(byte[] source) {
        return SopsAwareYamlReader.read(source);
    }

    @Override
    public byte[] render(Document before, List<Mapping> after, FormattingHints hints) {
        return YamlRenderer.render(before, after, hints);
    }

    /// Unless every edit shows in itself what it reads as, the result is read again. Where the ciphertexts' style does
    /// not show the values, because of what stands around them, double quotes do.
    @Override
    public byte[] restore(Document sealed, List<Mapping> opened, FormattingHints hints) {
        if (!hints.isEmpty()) {
            byte[] hinted = YamlRenderer.hinted(sealed, opened, hints);
            if (hinted != null && reads(hinted, sealed, opened, true)) {
                return hinted;
            }
        }
        for (boolean quoting : new boolean[] {false, true}) {
            var written = YamlRenderer.written(sealed, opened, quoting);
            if (written.evident() || reads(written.text(), sealed, opened, false)) {
                return written.text();
            }
            Arrays.fill(written.text(), (byte) 0);
        }
        throw new LockstepException(
                Kind.NOT_EMITTABLE,
                "the layout of this file cannot be kept around its values",
                "",
                "decrypt it with --canonical, and report the layout as a bug");
    }

    @Override
    public byte[] edit(Document before, List<Mapping> after) {
        for (boolean quoting : new boolean[] {false, true}) {
            byte[] text = YamlRenderer.written(before, after, quoting).text();
            if (reads(text, before, after, false)) {
                return text;
            }
            Arrays.fill(text, (byte) 0);
        }
        throw Format.layoutLost();
    }

    @Override
    public byte @Nullable [] metadata(Document encrypted) {
        return YamlTopEntry.alone(encrypted);
    }

    private boolean reads(byte[] text, Document sealed, List<Mapping> opened, boolean hinted) {
        try (var read = parse(text.clone())) {
            return TreeComparison.sameValues(read.roots(), opened)
                    && (!hinted || YamlHintCheck.addsOnlyLayout(read, sealed, opened));
        } catch (LockstepException e) {
            return false;
        }
    }

    @Override
    public FormattingHints hints(Document original, Document sealed, List<Mapping> opened) {
        return YamlHints.of(original, sealed, opened);
    }

    @Override
    public byte[] emit(List<Mapping> roots, int indent) {
        return YamlEmitter.emit(roots, indent);
    }

    @Override
    public byte[] emitValue(Node value, int indent) {
        return YamlEmitter.emitValue(value, indent);
    }

    @Override
    public @Nullable String tag(byte[] source, Span span) {
        return YamlTags.of(source, span);
    }

    @Override
    public List<String> directives(byte[] source, int from, int to) {
        return YamlTags.directives(source, from, to);
    }

    @Override
    public int defaultIndent() {
        return YamlEmitter.DEFAULT_INDENT;
    }
}
