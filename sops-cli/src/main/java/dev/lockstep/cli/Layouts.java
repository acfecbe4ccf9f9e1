package dev.lockstep.cli;

import dev.lockstep.config.SopsConfig;
import dev.lockstep.flags.Arguments;
import dev.lockstep.format.Format;
import dev.lockstep.format.Formats;
import dev.lockstep.format.Layout;
import dev.lockstep.problem.LockstepException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The formats of input and output, and how the output is laid out, as flags and file name say.
///
/// @param indent as `--indent` says, else the configuration, else the output format's own
/// @param layout lossless, unless another format, an indent or the canonical layout is asked for
record Layouts(Format input, Format output, int indent, Layout layout) {
    /// @param path of the input; null for standard input, which is binary unless a flag says more
    static Layouts of(Arguments arguments, @Nullable Path path, SopsConfig config) {
        String override = arguments.value(Flags.FILENAME_OVERRIDE);
        String name = !override.isEmpty() ? override : path == null ? "" : path.toString();
        var input = format(arguments.value(Flags.INPUT_TYPE), name);
        var output = format(arguments.value(Flags.OUTPUT_TYPE), name);
        int indent = arguments.has(Flags.INDENT) ? arguments.value(Flags.INDENT) : config.indentOf(output);
        boolean canonical = arguments.value(Flags.CANONICAL)
                || config.isCanonical()
                || arguments.has(Flags.INDENT)
                || indent != output.defaultIndent()
                || !input.name().equals(output.name());
        var layout = canonical ? new Layout.Canonical(output, indent) : new Layout.Lossless();
        return new Layouts(input, output, indent, layout);
    }

    private static Format format(String type, String name) {
        if (!type.isEmpty()) {
            return Formats.named(type);
        }
        try {
            return Formats.named(Formats.nameFor(name));
        } catch (LockstepException e) {
            throw new LockstepException(e.problem().in(name));
        }
    }
}
