package dev.lockstep.sync.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.FilePlace;
import dev.lockstep.sync.engine.Revision;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Files in memory; the version is the text of all.
public final class FakeSource implements ResourceSource {
    private final SortedMap<String, String> files = new TreeMap<>();

    /// Makes this the whole of the source: path, text, path, text.
    public FakeSource holding(String... pairs) {
        files.clear();
        for (int i = 0; i < pairs.length; i += 2) {
            files.put(pairs[i], pairs[i + 1]);
        }
        return this;
    }

    @Override
    public Revision read() {
        var found = new ManifestFiles("fake");
        files.forEach((path, text) -> {
            if (found.isManifest(path)) {
                found.add(ManifestFiles.read(path, text.getBytes(UTF_8)));
            }
        });
        return new Revision(version(), found.files());
    }

    @Override
    public FilePlace placeOf(String path) {
        return FilePlace.unknown();
    }

    @Override
    public String version() {
        return "fake:" + files;
    }

    @Override
    public List<Path> places() {
        return List.of();
    }
}
