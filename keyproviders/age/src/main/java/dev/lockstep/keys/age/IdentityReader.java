package dev.lockstep.keys.age;

import dev.lockstep.keys.ProviderEnvironment;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;

/// Reads what an [IdentitySource] holds.
final class IdentityReader {
    private static final int MAX_BYTES = 16 << 20;

    private final ProviderEnvironment environment;
    private final IdentityFile format;

    IdentityReader(ProviderEnvironment environment) {
        this.environment = environment;
        this.format = new IdentityFile(new Plugins(environment, Plugins.USUAL_LIMIT));
    }

    /// @param recipient told to a command, which may know many keys
    /// @param limit how long a command may take
    /// @throws AgeException `KEY` or `PLUGIN` with the reason, quoting nothing of the content
    List<AgeIdentity> read(IdentitySource source, String recipient, Duration limit) {
        var text = text(source, recipient, limit);
        try {
            if (source.isSsh()) {
                return List.of(sshKey(source, text));
            }
            if (LockedIdentityFile.isOne(text)) {
                return List.of(new LockedIdentityFile(text.clone(), source.place(), environment, format));
            }
            var identities = format.parse(text, source.content() == IdentitySource.Content.IDENTITY_WORDS);
            if (identities.isEmpty()) {
                throw refused(emptiness(source, text));
            }
            return identities;
        } finally {
            Ascii.wipe(text);
        }
    }

    private byte[] text(IdentitySource source, String recipient, Duration limit) {
        if (source.origin() == IdentitySource.Origin.TEXT) {
            return source.value().getBytes(StandardCharsets.UTF_8);
        }
        if (source.isCommand()) {
            return output(source.value(), recipient, limit);
        }
        if (source.holdsKey()) {
            throw refused("it holds a key where a path should be; "
                    + (source.isSsh() ? "write the key to a file" : "SOPS_AGE_KEY is for the key itself"));
        }
        return fileContent(source.value());
    }

    /// What a source without an identity holds instead.
    private static String emptiness(IdentitySource source, byte[] text) {
        if (Ascii.isBlank(text, 0, text.length)) {
            return source.isCommand()
                    ? "the command printed nothing"
                    : source.origin() == IdentitySource.Origin.TEXT
                            ? "it holds no identity, only white space"
                            : "the file is empty";
        }
        return "it holds no identity, only comments"
                + (Ascii.hasEscapedLineEnd(text, 0, text.length)
                        ? "; its \\n are a backslash and an n, not the end of a line"
                        : "");
    }

    private static byte[] fileContent(String path) {
        var file = new File(path);
        try (var stream = new FileInputStream(file)) {
            var content = stream.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw refused("the file is longer than 16 MiB");
            }
            return content;
        } catch (IOException e) {
            throw refused(
                    !file.exists()
                            ? path.startsWith("~")
                                    ? "no such file; nobody expanded the ~, write the whole path"
                                    : "no such file"
                            : file.isDirectory()
                                    ? "it is a directory, not a file"
                                    : file.canRead() ? "the file cannot be read" : "not readable: permission denied");
        }
    }

    /// Runs a command without a shell. Its standard input is empty; what it writes on its standard error is dropped.
    private byte[] output(String command, String recipient, Duration limit) {
        var words = ShellWords.split(command);
        if (words.isEmpty()) {
            throw refused("the command is empty");
        }
        var variables = new HashMap<>(environment.variables());
        variables.put("SOPS_AGE_RECIPIENT", recipient);
        try (var process =
                ChildProcess.start(program(words.getFirst()), words.subList(1, words.size()), variables, null)) {
            return process.within(limit, () -> {
                process.input().close();
                var output = process.output().readNBytes(MAX_BYTES + 1);
                if (output.length > MAX_BYTES) {
                    throw refused("the command's output is longer than 16 MiB");
                }
                var code = process.waitFor();
                if (code != 0) {
                    throw refused("the command ended with code " + code);
                }
                return output;
            });
        } catch (AgeException e) {
            throw e.kind() == AgeException.Kind.PLUGIN ? refused("the command failed: " + e.getMessage()) : e;
        }
    }

    private Path program(String name) {
        try {
            var path = Path.of(name);
            var program = path.getNameCount() > 1 || path.isAbsolute()
                    ? path.toAbsolutePath()
                    : Programs.find(name, environment.variable("PATH"));
            if (program != null) {
                return program;
            }
        } catch (InvalidPathException e) {
            // Falls through: there is no program of such a name.
        }
        throw refused("the command's program is not in a folder of PATH");
    }

    private AgeIdentity sshKey(IdentitySource source, byte[] text) {
        var parsed = SshPrivateKey.parse(text);
        if (parsed instanceof SshPrivateKey.Parsed.Unlocked unlocked) {
            return unlocked.identity();
        }
        var locked = (SshPrivateKey.Parsed.Locked) parsed;
        if (source.isCommand()) {
            throw refused("the SSH key is protected by a passphrase, which a command must remove");
        }
        var key = locked.key() != null ? locked.key() : publicHalf(source.value());
        return new LockedSshIdentity(locked.block(), key, source.value(), environment.passphrases());
    }

    /// Older formats tell nothing without the passphrase, so the public key beside them says whether to ask for it.
    private static SshPublicKey publicHalf(String path) {
        try {
            var content = fileContent(path + ".pub");
            return SshPublicKey.parse(Ascii.text(content, 0, Ascii.indexOf(content, 0, content.length, '\n')));
        } catch (AgeException e) {
            throw refused("the SSH key is protected by a passphrase, and '" + path
                    + ".pub' does not say which key it is: " + e.getMessage());
        }
    }

    private static AgeException refused(String what) {
        return new AgeException(AgeException.Kind.KEY, what);
    }
}
