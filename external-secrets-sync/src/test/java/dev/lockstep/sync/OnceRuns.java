package dev.lockstep.sync;

import static dev.lockstep.sync.SopsFixtures.withKey;

import dev.lockstep.sync.resource.TestRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/// Runs of `once` from one Git repository into one directory, with the key that opens its files.
record OnceRuns(Path place, Path to, TestRepository repository) implements AutoCloseable {
    /// With an empty repository, and an output that is not there yet.
    static OnceRuns in(Path folder) throws IOException {
        var place = folder.resolve("repository.git");
        return new OnceRuns(place, folder.resolve("out"), TestRepository.create(place));
    }

    Run sync(Object... more) {
        return Run.of(withKey(), Stream.concat(Stream.of("once", "--git", place, "--to", to), Stream.of(more)));
    }

    /// The files a workload sees, by path below the output.
    Map<String, String> written() throws IOException {
        return Run.written(to);
    }

    @Override
    public void close() {
        repository.close();
    }
}
