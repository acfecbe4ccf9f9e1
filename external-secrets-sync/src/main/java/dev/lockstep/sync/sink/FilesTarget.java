package dev.lockstep.sync.sink;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.TargetMetadata;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes Secrets as files, one per key: `ROOT/NAMESPACE/NAME/KEY`, files 0400 in directories 0700. How one Secret
/// changes at once is told in [SecretDirectory].
///
/// One process at a time: `ROOT/..lock` is locked while the target is open. A kill releases it.
public final class FilesTarget implements Target, AutoCloseable {
    private static final String LOCK = "..lock";
    private static final String GONE = "..gone-";

    private final Path root;
    private final @Nullable FileChannel lock;

    private FilesTarget(Path root, @Nullable FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /// Opens a directory, made if it is missing, and takes away what a kill left of removed Secrets. tmpfs is expected:
    /// what is written is plain.
    ///
    /// @throws LockstepException `OUTPUT_UNWRITABLE`, also if another process writes there
    public static FilesTarget open(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, PrivateDirectories.OWNER_ONLY);
            }
            // Resolved once: a link to the root may be the user's, those below never are.
            var root = directory.toRealPath();
            var target = new FilesTarget(root, lock(root));
            try {
                target.sweep();
                return target;
            } catch (IOException e) {
                target.close();
                throw e;
            }
        } catch (IOException e) {
            throw unwritable(directory, "cannot be used", e);
        }
    }

    /// Opens a directory that is there for looking only: nothing is locked or taken away, and another process may write
    /// there meanwhile.
    ///
    /// @throws LockstepException `OUTPUT_UNWRITABLE` if it cannot be read
    public static FilesTarget view(Path directory) {
        try {
            return new FilesTarget(directory.toRealPath(), null);
        } catch (IOException e) {
            throw unwritable(directory, "cannot be used", e);
        }
    }

    private static FileChannel lock(Path root) throws IOException {
        var channel = PrivateDirectories.lock(root.resolve(LOCK));
        if (channel == null) {
            throw new LockstepException(
                    Kind.OUTPUT_UNWRITABLE,
                    "another lockstep-sync writes there",
                    root.toString(),
                    "end it, or write to another directory");
        }
        return channel;
    }

    private void sweep() throws IOException {
        for (var namespace : namespaces()) {
            for (var name : PrivateDirectories.names(namespace)) {
                if (name.startsWith(GONE)) {
                    PrivateDirectories.delete(namespace.resolve(name));
                }
            }
        }
    }

    private List<Path> namespaces() throws IOException {
        var namespaces = new ArrayList<Path>();
        for (var name : PrivateDirectories.names(root)) {
            var namespace = root.resolve(name);
            if (PrivateDirectories.isDirectory(namespace)) {
                namespaces.add(namespace);
            }
        }
        return namespaces;
    }

    private Path namespace(SecretName name) {
        return root.resolve(name.namespace());
    }

    private Path place(SecretName name) {
        return namespace(name).resolve(name.name());
    }

    @Override
    public TargetMetadata look(SyncSpec spec) {
        return Files.exists(place(spec.target()), LinkOption.NOFOLLOW_LINKS)
                ? new TargetMetadata.There(ObjectVersion.NONE, true)
                : new TargetMetadata.Absent();
    }

    @Override
    public Live live(SyncSpec spec) {
        var name = spec.target();
        var namespace = namespace(name);
        if (Files.exists(namespace, LinkOption.NOFOLLOW_LINKS) && !PrivateDirectories.isDirectory(namespace)) {
            return new Live.Foreign(namespace.toString());
        }
        try {
            return new SecretDirectory(place(name)).live();
        } catch (IOException e) {
            throw unwritable(place(name), "cannot be read", e);
        }
    }

    @Override
    public List<SecretName> owned() {
        var names = new ArrayList<SecretName>();
        try {
            for (var namespace : namespaces()) {
                String first = namespace.getFileName().toString();
                for (var second : PrivateDirectories.names(namespace)) {
                    if (SecretName.isValid(first, second) && new SecretDirectory(namespace.resolve(second)).isOurs()) {
                        names.add(new SecretName(first, second));
                    }
                }
            }
        } catch (IOException e) {
            throw unwritable(root, "cannot be listed", e);
        }
        return names;
    }

    @Override
    public ObjectVersion write(SyncSpec spec, SyncPlan.Write plan) {
        write(spec.target(), plan.data());
        return ObjectVersion.NONE;
    }

    private void write(SecretName name, SecretData data) {
        var place = place(name);
        try {
            PrivateDirectories.create(namespace(name));
            PrivateDirectories.create(place);
            var directory = new SecretDirectory(place);
            var foreign = directory.foreign();
            if (foreign != null) {
                throw new LockstepException(
                        Kind.OUTPUT_UNWRITABLE,
                        "is not of this program's making",
                        foreign.toString(),
                        "move it away, or write to another directory");
            }
            directory.write(data);
        } catch (IOException e) {
            throw unwritable(place, "cannot be written", e);
        }
    }

    @Override
    public void remove(SecretName name, ObjectVersion basis) {
        var place = place(name);
        try {
            if (!new SecretDirectory(place).isOurs()) {
                return;
            }
            // At once for readers; what a kill leaves of the rest is swept at the next start.
            var gone = PrivateDirectories.createUnique(namespace(name), GONE);
            Files.move(place, gone, StandardCopyOption.ATOMIC_MOVE);
            PrivateDirectories.sync(namespace(name));
            PrivateDirectories.delete(gone);
        } catch (IOException e) {
            throw unwritable(place, "cannot be removed", e);
        }
    }

    @Override
    public void close() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw unwritable(root, "cannot be unlocked", e);
        }
    }

    private static LockstepException unwritable(Path place, String what, IOException cause) {
        String reason = cause instanceof FileSystemException known && known.getReason() != null
                ? " (" + known.getReason() + ")"
                : "";
        return new LockstepException(
                Kind.OUTPUT_UNWRITABLE,
                what + reason,
                place.toString(),
                "check the directory's permissions and free space");
    }
}
