package dev.lockstep.interop;

import dev.lockstep.format.Format;
import dev.lockstep.format.Formats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Plain files as people keep them: those below `testdata/corpus`, and binary ones that are made here.
final class Corpus {
    /// One plain file.
    static final class PlainFile {
        private final String name;
        private final byte[] bytes;

        private PlainFile(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        /// The path below the corpus.
        String name() {
            return name;
        }

        /// The name without folders, for a private directory.
        String fileName() {
            return name.replace('/', '-');
        }

        Format format() {
            return Formats.named(Formats.nameFor(name));
        }

        byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Corpus() {}

    /// All files, by name.
    static List<PlainFile> files() throws IOException {
        var all = new ArrayList<>(texts());
        all.addAll(binaries());
        return all;
    }

    /// The YAML, JSON and dotenv files.
    static List<PlainFile> texts() throws IOException {
        return below("corpus", 45);
    }

    /// Files that neither sops nor we encrypt.
    static List<PlainFile> refused() throws IOException {
        return below("corpus-refused", 5);
    }

    private static List<PlainFile> below(String folder, int least) throws IOException {
        var root = Path.of(System.getProperty("lockstep.root", ".."), "testdata", folder);
        try (var paths = Files.walk(root)) {
            var files = new ArrayList<PlainFile>();
            for (var path : paths.filter(Files::isRegularFile).sorted().toList()) {
                var name = root.relativize(path).toString().replace('\\', '/');
                files.add(new PlainFile(name, Files.readAllBytes(path)));
            }
            if (files.size() < least) {
                throw new AssertionError("only " + files.size() + " files in " + root);
            }
            return files;
        }
    }

    private static List<PlainFile> binaries() {
        var every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        var large = new byte[3_000_000];
        new Random(3).nextBytes(large);
        var invalid = "text, then no UTF-8: ???\n".getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(invalid, invalid.length - 4, invalid.length - 1, (byte) 0xC3);
        return List.of(
                new PlainFile("binary/every-byte.bin", every),
                new PlainFile("binary/empty.bin", new byte[0]),
                new PlainFile("binary/no-newline.txt", "no newline at the end".getBytes(StandardCharsets.US_ASCII)),
                new PlainFile("binary/invalid-utf8.dat", invalid),
                new PlainFile("binary/large.bin", large));
    }
}
