package dev.lockstep.sync.store;

import dev.lockstep.Decryption;
import dev.lockstep.FilePlace;
import java.util.function.Function;

/// Defines how the SOPS files of a source are opened, and what they must have.
///
/// @param places where a file of the source lies, by its path there
/// @param structureRequired whether a file without a structure digest is refused
/// @param defaultNamespace the namespace of manifests that name none; empty if such are refused
public record SopsPolicy(
        Decryption decryption,
        Function<String, FilePlace> places,
        boolean structureRequired,
        String defaultNamespace) {}
