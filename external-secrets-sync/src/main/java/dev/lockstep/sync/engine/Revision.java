package dev.lockstep.sync.engine;

import java.util.List;

/// Holds one state of a source.
///
/// @param version the commit, or a digest of all files
/// @param files in order of their paths
public record Revision(String version, List<ResourceFile> files) {
    public Revision {
        files = List.copyOf(files);
    }
}
