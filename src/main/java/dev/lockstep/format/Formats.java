package dev.lockstep.format;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;

/// Finds a format by its name or by a file's name, as sops 3.13 does (spec 1.3).
public final class Formats {
    private Formats() {}

    /// By the name that `--input-type` takes.
    ///
    /// @throws LockstepException `USAGE` for a name that is none; sops goes on silently by extension there
    public static Format named(String name) {
        return switch (name) {
            case "binary" -> new BinaryFormat();
            case "dotenv" -> new DotenvFormat();
            case "json" -> new JsonFormat();
            case "yaml" -> new YamlFormat();
            case "ini" ->
                throw new LockstepException(
                        Kind.USAGE,
                        "format " + name + " is not in this version",
                        "",
                        "with --input-type binary --output-type binary the file is encrypted as a whole;"
                                + " one that sops encrypted needs sops 3.13");
            default ->
                throw new LockstepException(
                        Kind.USAGE, "unknown format " + name, "", "use one of binary, dotenv, json, yaml");
        };
    }

    /// By extension: a case-sensitive test of the whole path's end; whatever is not known is binary.
    public static String nameFor(String path) {
        if (path.endsWith(".yaml") || path.endsWith(".yml")) {
            return "yaml";
        }
        if (path.endsWith(".json")) {
            return "json";
        }
        if (path.endsWith(".env")) {
            return "dotenv";
        }
        return path.endsWith(".ini") ? "ini" : "binary";
    }
}
