package dev.lockstep.sync.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/// A bare repository for a test, filled without a work tree. Branch `main` is what `HEAD` names.
public final class TestRepository implements AutoCloseable {
    private static final PersonIdent SOMEBODY = new PersonIdent("Somebody", "somebody@example.org");

    private final FileRepository repository;
    private final SortedMap<String, DirCacheEntry> tree = new TreeMap<>();

    private TestRepository(FileRepository repository) {
        this.repository = repository;
    }

    public static TestRepository create(Path place) throws IOException {
        IsolatedSystem.install();
        var built =
                new FileRepositoryBuilder().setBare().setGitDir(place.toFile()).build();
        var repository = (FileRepository) built;
        repository.create(true);
        repository.updateRef(Constants.HEAD).link("refs/heads/main");
        return new TestRepository(repository);
    }

    FileRepository repository() {
        return repository;
    }

    /// Puts a regular file into the next commit.
    public TestRepository put(String path, byte[] bytes) throws IOException {
        return put(path, FileMode.REGULAR_FILE, insert(bytes));
    }

    public TestRepository put(String path, String text) throws IOException {
        return put(path, text.getBytes(UTF_8));
    }

    TestRepository put(String path, FileMode mode, ObjectId id) {
        var entry = new DirCacheEntry(path);
        entry.setFileMode(mode);
        entry.setObjectId(id);
        tree.put(path, entry);
        return this;
    }

    ObjectId insert(byte[] bytes) throws IOException {
        return insert(Constants.OBJ_BLOB, bytes);
    }

    ObjectId insert(int type, byte[] bytes) throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var id = inserter.insert(type, bytes);
            inserter.flush();
            return id;
        }
    }

    /// Inserts a tree whose entries are all of one mode.
    ObjectId insertTree(Map<String, ObjectId> entries, FileMode mode) throws IOException {
        var tree = new TreeFormatter();
        new TreeMap<>(entries).forEach((name, id) -> tree.append(name, mode, id));
        return insertTree(tree.toByteArray());
    }

    /// Inserts a tree as it stands.
    ObjectId insertTree(byte[] bytes) throws IOException {
        return insert(Constants.OBJ_TREE, bytes);
    }

    /// Commits a tree that was inserted, on `main`.
    void commitTree(ObjectId tree) throws IOException {
        commit("refs/heads/main", null, tree);
    }

    public TestRepository remove(String path) {
        tree.remove(path);
        return this;
    }

    public TestRepository clear() {
        tree.clear();
        return this;
    }

    /// Commits on top of `main`.
    ///
    /// @return the commit's id
    public String commit() throws IOException {
        return commit("refs/heads/main", repository.resolve("refs/heads/main"), tree());
    }

    /// Commits without a parent, and forces a branch there.
    public String commitUnrelated(String branch) throws IOException {
        return commit(branch, null, tree());
    }

    private String commit(String branch, @Nullable ObjectId parent, ObjectId tree) throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var commit = new CommitBuilder();
            commit.setTreeId(tree);
            if (parent != null) {
                commit.setParentId(parent);
            }
            commit.setAuthor(SOMEBODY);
            commit.setCommitter(SOMEBODY);
            commit.setMessage("A state");
            var id = inserter.insert(commit);
            inserter.flush();
            move(branch, id);
            return id.name();
        }
    }

    void move(String branch, ObjectId id) throws IOException {
        var update = repository.updateRef(branch);
        update.setNewObjectId(id);
        update.forceUpdate();
    }

    private ObjectId tree() throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var id = writeTree(inserter);
            inserter.flush();
            return id;
        }
    }

    private ObjectId writeTree(ObjectInserter inserter) throws IOException {
        var index = DirCache.newInCore();
        var builder = index.builder();
        tree.values().forEach(builder::add);
        builder.finish();
        return index.writeTree(inserter);
    }

    @Override
    public void close() {
        repository.close();
    }
}
