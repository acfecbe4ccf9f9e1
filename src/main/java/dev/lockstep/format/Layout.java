package dev.lockstep.format;

/// How a file is written: beside its old bytes, or as sops would print it.
public sealed interface Layout {
    /// Every byte that need not change stays; the format is that of the input.
    record Lossless() implements Layout {}

    /// As sops prints.
    ///
    /// @param format the output's format, which may differ from the input's
    /// @param indent as [Format#emit] takes it
    record Canonical(Format format, int indent) implements Layout {}

    /// What this layout comes to for an input: a file that is encrypted as a whole has no layout to keep.
    default Layout of(Format input) {
        return input.wholeFile() && this instanceof Lossless ? new Canonical(input, input.defaultIndent()) : this;
    }
}
