package dev.lockstep.sync.sink;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.SecretData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes the directory of one Secret, laid out as the kubelet does it:
///
/// ```
/// ..state-1f3a…/password    the files of the current state, 0400 in a directory 0700
/// ..data                    a link to the current state
/// password                  a link to ..data/password, one for each key
/// ```
///
/// A new state is written whole beside the old one, then `..data` is renamed over: the one moment of change. Whatever
/// else stands here than these three kinds of entries is not ours, and then nothing is touched.
final class SecretDirectory {
    private static final String CURRENT = "..data";
    private static final String NEXT = "..next";
    private static final String STATE = "..state-";

    private final Path place;

    SecretDirectory(Path place) {
        this.place = place;
    }

    /// What stands here now; the caller closes the data.
    Live live() throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return new Live.Absent();
        }
        var foreign = foreign();
        if (foreign != null) {
            return new Live.Foreign(foreign.toString());
        }
        String state = current();
        return state.isEmpty() || !isWhole(state)
                ? new Live.Damaged()
                : new Live.Present(read(place.resolve(state)), Live.Facts.PLAIN);
    }

    /// Whether there is something here that this class wrote, and nothing else.
    boolean isOurs() throws IOException {
        return PrivateDirectories.isDirectory(place)
                && foreign() == null
                && PrivateDirectories.names(place).stream().anyMatch(name -> name.startsWith(STATE));
    }

    /// The first entry that is not ours; null if there is none.
    @Nullable
    Path foreign() throws IOException {
        if (!PrivateDirectories.isDirectory(place)) {
            return place;
        }
        for (var name : PrivateDirectories.names(place)) {
            if (!isOurs(name)) {
                return place.resolve(name);
            }
        }
        return null;
    }

    private boolean isOurs(String name) throws IOException {
        var entry = place.resolve(name);
        if (name.startsWith(STATE)) {
            return PrivateDirectories.isDirectory(entry);
        }
        String target = PrivateDirectories.linkTarget(entry);
        return name.equals(CURRENT) || name.equals(NEXT)
                ? target.startsWith(STATE) && target.indexOf('/') < 0
                : target.equals(CURRENT + "/" + name);
    }

    /// The name of the current state; empty if there is none.
    private String current() throws IOException {
        return PrivateDirectories.linkTarget(place.resolve(CURRENT));
    }

    /// Whether the state is there with the rights it must have, with a link for each key, and nothing besides that a
    /// kill or a stranger left behind.
    private boolean isWhole(String state) throws IOException {
        var directory = place.resolve(state);
        if (!PrivateDirectories.isPrivate(directory)) {
            return false;
        }
        var expected = PrivateDirectories.names(directory);
        for (var key : expected) {
            if (!PrivateDirectories.isReadOnlyFile(directory.resolve(key))) {
                return false;
            }
        }
        expected.add(CURRENT);
        expected.add(state);
        return PrivateDirectories.names(place).equals(expected);
    }

    private static SecretData read(Path state) throws IOException {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        try {
            for (var key : PrivateDirectories.names(state)) {
                values.put(key, Plaintext.owning(Type.STRING, Files.readAllBytes(state.resolve(key))));
            }
            return SecretData.owning(values);
        } catch (IOException | RuntimeException e) {
            values.values().forEach(Plaintext::close);
            throw e;
        }
    }

    /// Writes a new state and makes it the current one. The directory is there and holds nothing foreign.
    void write(SecretData data) throws IOException {
        String before = current();
        var state = PrivateDirectories.createUnique(place, STATE);
        try {
            for (var entry : data.values().entrySet()) {
                PrivateDirectories.write(
                        state.resolve(entry.getKey()), entry.getValue().lent());
            }
            PrivateDirectories.sync(state);
            link(data.values().keySet());
            swap(state);
        } catch (IOException | RuntimeException e) {
            tidyAfter(e, before);
            throw e;
        }
        // The new state must be on disk as the current one before the old one goes.
        PrivateDirectories.sync(place);
        tidy(state.getFileName().toString());
        PrivateDirectories.sync(place);
    }

    /// New keys get their links before the change, so that none is missing after it; until then they lead nowhere.
    private void link(Set<String> keys) throws IOException {
        for (var key : keys) {
            var link = place.resolve(key);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of(CURRENT, key));
            }
        }
    }

    private void swap(Path state) throws IOException {
        var next = place.resolve(NEXT);
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, state.getFileName());
        Files.move(next, place.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
    }

    private void tidyAfter(Exception failure, String before) {
        try {
            tidy(before);
        } catch (IOException e) {
            // What stays is seen as damage by the next reconcile, which writes again.
            failure.addSuppressed(e);
        }
    }

    /// Takes away all of ours that does not belong to a state: links of keys it has not, other states.
    private void tidy(String state) throws IOException {
        Set<String> keys = state.isEmpty() ? Set.of() : Set.copyOf(PrivateDirectories.names(place.resolve(state)));
        for (var name : PrivateDirectories.names(place)) {
            var entry = place.resolve(name);
            if (name.startsWith(STATE)) {
                if (!name.equals(state)) {
                    PrivateDirectories.delete(entry);
                }
            } else if (!name.equals(CURRENT) && !keys.contains(name) && isOurs(name)) {
                Files.delete(entry);
            }
        }
    }
}
