package dev.lockstep.sync.engine;

import dev.lockstep.problem.Problem;

/// Holds a file of a source as it was found.
public sealed interface ResourceFile {
    /// Its path below the source's root, with `/`.
    String path();

    /// A regular file, with its bytes as they stand in the source.
    final class Readable implements ResourceFile {
        private final String path;
        private final byte[] bytes;

        public Readable(String path, byte[] bytes) {
            this.path = path;
            this.bytes = bytes;
        }

        @Override
        public String path() {
            return path;
        }

        public int length() {
            return bytes.length;
        }

        /// A copy, the caller's own.
        public byte[] bytes() {
            return bytes.clone();
        }
    }

    /// Something that is not read: a link, a submodule, a file above the size cap.
    record Refused(String path, Problem problem) implements ResourceFile {}
}
