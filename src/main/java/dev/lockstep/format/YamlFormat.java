package dev.lockstep.format;

import dev.lockstep.document.Document;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Presentation;
import dev.lockstep.document.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// YAML as sops 3.13 with go-yaml 3.0.4 reads and prints it: a stream of maps.
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
        return YamlForesight.read(source);
    }

    @Override
    public byte[] render(Document before, List<Mapping> after, Presentation presentation) {
        return YamlRenderer.render(before, after, presentation);
    }

    @Override
    public Presentation hints(Document original, Document sealed, List<Mapping> opened) {
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
