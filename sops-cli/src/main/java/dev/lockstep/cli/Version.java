package dev.lockstep.cli;

import dev.lockstep.metadata.Metadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Prints `--version`. Scripts take the first line that begins with the program's name and compare the number behind
/// it.
final class Version {
    private Version() {}

    /// Under the name sops the line of sops itself, `sops 3.13.3`; else `lockstep 1.2.3 (sops 3.13.3)`.
    static String line(String programName) {
        if (programName.equals("sops")) {
            return "sops " + Metadata.VERSION + "\n";
        }
        return "lockstep " + own() + " (sops " + Metadata.VERSION + ")\n";
    }

    /// The build writes its version into this resource.
    private static String own() {
        try (var resource = Version.class.getResourceAsStream("version.txt")) {
            if (resource == null) {
                throw new IllegalStateException("version.txt is missing beside the class");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
