package dev.lockstep.sync.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Finds and runs the scripts that start and stop the peers, and the programs of the peers.
///
/// The scripts are in `peers/` of the repository; `peers/install` puts the programs into `PEERS_HOME/bin`.
public final class PeerScripts {
    private static final long LIMIT = 120;

    private PeerScripts() {}

    /// Where the programs are.
    public static Path home() {
        var home = System.getenv("PEERS_HOME");
        return home == null || home.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache", "lockstep-peers")
                : Path.of(home);
    }

    public static Path program(String name) {
        return home().resolve("bin").resolve(name);
    }

    public static Path script(String name) {
        return repository().resolve("peers").resolve(name);
    }

    /// What of these programs and scripts is not there, for the reason of a skip; empty if all is.
    public static List<Path> missing(List<String> programs, List<String> scripts) {
        var wanted = new ArrayList<Path>();
        programs.forEach(name -> wanted.add(program(name)));
        scripts.forEach(name -> wanted.add(script(name)));
        return wanted.stream().filter(path -> !Files.isExecutable(path)).toList();
    }

    /// The root of the repository: a test runs in the folder of its module.
    private static Path repository() {
        var here = Path.of("").toAbsolutePath();
        for (var place = here; place != null; place = place.getParent()) {
            if (Files.isExecutable(place.resolve("mvnw"))) {
                return place;
            }
        }
        throw new IllegalStateException("no repository above " + here);
    }

    /// Runs a command, which must end well within two minutes.
    ///
    /// @return what it wrote to both its streams
    public static String run(Map<String, String> environment, List<String> command) {
        try {
            // A file and no pipe: a server that the command leaves behind would keep a pipe open.
            var output = Files.createTempFile("peer", ".out");
            try {
                var builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                var process = builder.start();
                boolean ended = process.waitFor(LIMIT, TimeUnit.SECONDS);
                if (!ended) {
                    process.destroyForcibly();
                }
                var said = Files.readString(output);
                if (!ended || process.exitValue() != 0) {
                    throw new IllegalStateException(command + (ended ? " failed: " : " did not end: ") + said);
                }
                return said;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new IllegalStateException(command + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }
}
