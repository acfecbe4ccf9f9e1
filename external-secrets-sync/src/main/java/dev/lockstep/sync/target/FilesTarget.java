package dev.lockstep.sync.target;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Secrets as files, one per key: `ROOT/NAMESPACE/NAME/KEY`, files 0400 in directories 0700.
///
/// A Secret changes at once, as the kubelet does it: its files stand in a directory of their own (`..2-1f3a…`), the
/// link `..data` points there, and each key is a link into `..data`. A new state is written whole beside the old one,
/// then `..data` is renamed over. A reader that opens `..data` once and reads below it sees one state.
public final class FilesTarget implements Target {
    private static final String CURRENT = "..data";

    private final Path root;

    private FilesTarget(Path root) {
        this.root = root;
    }

    /// Opens a directory, made if it is missing. tmpfs is expected: what is written is plain.
    ///
    /// @throws LockstepException `OUTPUT_UNWRITABLE`
    public static FilesTarget open(Path root) {
        try {
            PrivateDirectories.create(root);
            return new FilesTarget(root);
        } catch (IOException e) {
            throw unwritable(root, "cannot be made");
        }
    }

    private Path place(SecretName name) {
        return root.resolve(name.namespace()).resolve(name.name());
    }

    @Override
    public Live live(SecretName name) {
        var place = place(name);
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return new Live.Absent();
        }
        if (!isOurs(place)) {
            return new Live.Foreign(place.toString());
        }
        try {
            return new Live.Present(read(place));
        } catch (IOException e) {
            // A half removed or damaged state is ours to write again.
            return new Live.Absent();
        }
    }

    private static boolean isOurs(Path place) {
        return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)
                && (Files.isSymbolicLink(place.resolve(CURRENT)) || isEmpty(place));
    }

    private static boolean isEmpty(Path directory) {
        try (var entries = Files.newDirectoryStream(directory)) {
            for (var entry : entries) {
                if (!entry.getFileName().toString().startsWith("..")) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static SecretData read(Path place) throws IOException {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        var current = place.resolve(CURRENT).toRealPath();
        for (var key : keys(current)) {
            if (!Files.isSymbolicLink(place.resolve(key))) {
                throw new IOException("a link is missing");
            }
            values.put(key, Plaintext.owning(Type.STRING, Files.readAllBytes(current.resolve(key))));
        }
        if (!keys(place).equals(keys(current))) {
            throw new IOException("a link is left over");
        }
        return SecretData.owning(values);
    }

    /// The names in a directory, but for the `..` ones.
    private static SortedSet<String> keys(Path directory) throws IOException {
        var keys = new TreeSet<String>();
        try (var entries = Files.newDirectoryStream(directory)) {
            for (var entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.startsWith("..")) {
                    keys.add(name);
                }
            }
        }
        return keys;
    }

    @Override
    public List<SecretName> owned() {
        var names = new ArrayList<SecretName>();
        try (var namespaces = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (var namespace : namespaces) {
                try (var secrets = Files.newDirectoryStream(namespace)) {
                    for (var secret : secrets) {
                        if (Files.isSymbolicLink(secret.resolve(CURRENT))) {
                            names.add(new SecretName(
                                    namespace.getFileName().toString(),
                                    secret.getFileName().toString()));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw unwritable(root, "cannot be listed");
        }
        return names;
    }

    @Override
    public void write(SecretName name, SecretData data) {
        var place = place(name);
        try {
            PrivateDirectories.create(place.getParent());
            PrivateDirectories.create(place);
            var state = PrivateDirectories.createUnique(place);
            try {
                for (var entry : data.values().entrySet()) {
                    PrivateDirectories.write(
                            state.resolve(entry.getKey()), entry.getValue().lent());
                }
                PrivateDirectories.sync(state);
                link(place, state, data);
            } catch (IOException | RuntimeException e) {
                PrivateDirectories.delete(state);
                throw e;
            }
            clean(place, state, data);
            PrivateDirectories.sync(place);
        } catch (IOException e) {
            throw unwritable(place, "cannot be written");
        }
    }

    /// The one moment of change: the rename of `..data`. New keys get their links before it, so that none is missing
    /// after it.
    private static void link(Path place, Path state, SecretData data) throws IOException {
        for (var key : data.values().keySet()) {
            var link = place.resolve(key);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of(CURRENT, key));
            }
        }
        var next = place.resolve("..next");
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, state.getFileName());
        Files.move(next, place.resolve(CURRENT), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /// Takes away links of keys that are gone, and all states but the current one: those that a kill left behind, too.
    private static void clean(Path place, Path state, SecretData data) throws IOException {
        for (var key : keys(place)) {
            if (!data.values().containsKey(key)) {
                Files.deleteIfExists(place.resolve(key));
            }
        }
        try (var entries = Files.newDirectoryStream(place, "..?*")) {
            for (var entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && !entry.equals(state)) {
                    PrivateDirectories.delete(entry);
                }
            }
        }
    }

    @Override
    public void remove(SecretName name) {
        var place = place(name);
        if (!Files.isSymbolicLink(place.resolve(CURRENT))) {
            return;
        }
        try {
            // Without the link nothing below is reachable by a workload; a kill after this leaves only what the next
            // pass removes.
            Files.delete(place.resolve(CURRENT));
            PrivateDirectories.delete(place);
            PrivateDirectories.sync(place.getParent());
        } catch (IOException e) {
            throw unwritable(place, "cannot be removed");
        }
    }

    private static LockstepException unwritable(Path place, String what) {
        return new LockstepException(
                Kind.OUTPUT_UNWRITABLE, what, place.toString(), "check the directory's permissions and free space");
    }
}
