package dev.lockstep.sync.store;

import dev.lockstep.Decryption.MacCheck;
import dev.lockstep.OpenedFile;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.format.Formats;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.Outcome;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.ResourceFile;
import dev.lockstep.sync.engine.Revision;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SecretValue;
import dev.lockstep.sync.engine.SyncError;
import dev.lockstep.sync.engine.SyncSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the Secret manifests in the SOPS files of one revision. Every file is opened once, with its MAC checked on the
/// bytes as they stand in the source, before anything is read from it; a file of which one document is no good gives
/// nothing at all.
///
/// A Secret that is not encrypted is refused by name. Kubernetes objects of other kinds, and what is no Kubernetes
/// object, are none of our business.
public final class SopsFiles implements SecretStore {
    private final String version;
    private final Instant readAt;
    private final Map<RemoteRef, SecretData> found = new HashMap<>();
    private final List<SyncSpec> specs = new ArrayList<>();
    private final Map<SyncSpec, Map<String, Integer>> lines = new IdentityHashMap<>();
    private final List<Outcome> refused = new ArrayList<>();
    private final List<SealedSecrets> sealed = new ArrayList<>();
    private int passedOver;

    private SopsFiles(String version, Instant readAt) {
        this.version = version;
        this.readAt = readAt;
    }

    /// Opens all files of a revision; the caller closes the store.
    public static SopsFiles open(Revision revision, SopsPolicy policy) {
        var store = new SopsFiles(revision.version(), Instant.now());
        var taken = new HashSet<String>();
        for (var file : revision.files()) {
            switch (file) {
                case ResourceFile.Refused(var path, var problem) -> store.refuse(path, problem);
                case ResourceFile.Readable readable -> store.read(readable, policy, taken);
            }
        }
        return store;
    }

    /// One spec for each Secret manifest, in file order.
    public List<SyncSpec> specs() {
        return List.copyOf(specs);
    }

    /// The lines of a spec's manifest, which has the empty name, and of its fields.
    public Map<String, Integer> lines(SyncSpec spec) {
        return lines.getOrDefault(spec, Map.of());
    }

    /// A file that gave Secrets.
    ///
    /// @param path its path in the source
    /// @param hasStructure whether it carries a structure digest, which holds
    public record SealedSecrets(String path, List<SecretName> secrets, boolean hasStructure) {
        public SealedSecrets {
            secrets = List.copyOf(secrets);
        }
    }

    /// The files that gave Secrets, in file order.
    public List<SealedSecrets> sealed() {
        return List.copyOf(sealed);
    }

    /// The files that gave nothing, and why.
    public List<Outcome> refused() {
        return List.copyOf(refused);
    }

    /// How many files hold no Kubernetes object.
    public int passedOver() {
        return passedOver;
    }

    private void refuse(String path, Problem problem) {
        refused.add(Outcome.without(path, path, new Outcome.Result.Refused(SyncError.of(problem))));
    }

    private void read(ResourceFile.Readable file, SopsPolicy policy, HashSet<String> taken) {
        try {
            var format = Formats.named(Formats.nameFor(file.path()));
            switch (FileContent.of(file, format)) {
                case NO_OBJECT -> {
                    passedOver++;
                    return;
                }
                case OTHER_OBJECTS -> {
                    return;
                }
                case SECRETS -> {}
            }
            var place = policy.places().apply(file.path());
            try (var opened = policy.decryption().open(file.bytes(), format, MacCheck.REQUIRED, place)) {
                if (policy.structureRequired() && !opened.hasStructure()) {
                    throw withoutStructure();
                }
                take(file, opened, policy.defaultNamespace(), taken);
            }
        } catch (LockstepException e) {
            refuse(file.path(), named(file, e.problem()).in(file.path()));
        } catch (OutOfMemoryError e) {
            // What was taken for the file is free again.
            refuse(file.path(), outOfMemory().in(file.path()));
        } catch (RuntimeException | StackOverflowError e) {
            // A bug that one file brings to light must not keep the others from their Secrets. Its message may quote
            // input.
            refuse(file.path(), bug(e).in(file.path()));
        }
    }

    /// What keeps a whole file from being opened, with the Secrets that it is about: their names are in clear in most.
    private static Problem named(ResourceFile.Readable file, Problem problem) {
        if (problem.kind() == Kind.METADATA_NOT_FOUND) {
            return new SealedNames(file).plain(notEncrypted());
        }
        return problem.where().isEmpty() ? new SealedNames(file).all(problem) : problem;
    }

    private static LockstepException withoutStructure() {
        return new LockstepException(
                Kind.MAC_MISMATCH,
                "has no structure digest: keys and types may have been changed",
                "",
                "compare it with its history, then decrypt it and encrypt it again with lockstep");
    }

    private static Problem bug(Throwable e) {
        return new Problem(
                Kind.ENCRYPTED_INPUT_MALFORMED,
                "cannot be opened because of an internal error, " + e.getClass().getSimpleName(),
                "",
                "please report this line as a bug");
    }

    private static Problem outOfMemory() {
        return new Problem(
                Kind.FILE_UNREADABLE,
                "needs more memory than there is",
                "",
                "give lockstep-sync more memory, or split the file");
    }

    private static Problem notEncrypted() {
        return new Problem(
                Kind.METADATA_NOT_FOUND,
                "is not encrypted (sops metadata not found)",
                "",
                "run lockstep encrypt -i on it");
    }

    private void take(ResourceFile.Readable file, OpenedFile opened, String defaultNamespace, HashSet<String> taken) {
        Map<RemoteRef, SecretData> data = new HashMap<>();
        List<SyncSpec> inFile = new ArrayList<>();
        var source = new ManifestLines.Source(file.bytes());
        try {
            for (var document : opened.roots()) {
                var places = new ManifestLines(document, source);
                try {
                    var spec = take(file.path(), document, defaultNamespace, taken, data);
                    spec.ifPresent(found -> lines.put(found, places.lines()));
                    spec.ifPresent(inFile::add);
                } catch (LockstepException e) {
                    throw new LockstepException(places.locate(e.problem()));
                }
            }
        } catch (RuntimeException e) {
            data.values().forEach(SecretData::close);
            throw e;
        }
        found.putAll(data);
        specs.addAll(inFile);
        var names = inFile.stream().map(SyncSpec::target).toList();
        names.forEach(name -> taken.add(name.toString()));
        if (!names.isEmpty()) {
            sealed.add(new SealedSecrets(file.path(), names, opened.hasStructure()));
        }
    }

    /// Reads one document.
    ///
    /// @param data gets what it holds
    /// @return its spec; empty if it is no Secret
    private static Optional<SyncSpec> take(
            String path,
            Mapping document,
            String defaultNamespace,
            Set<String> taken,
            Map<RemoteRef, SecretData> data) {
        var manifest = SecretManifest.of(document);
        if (manifest.isList()) {
            throw new LockstepException(
                    Kind.INPUT_MALFORMED, "is a list of objects", "", "write each Secret as a document of its own");
        }
        if (new NearSecret(document).problem() instanceof Problem problem) {
            throw new LockstepException(problem);
        }
        if (!manifest.isSecret()) {
            return Optional.empty();
        }
        SecretFields.check(document);
        var name = manifest.name(defaultNamespace);
        var reference = RemoteRef.newest(path + "#" + name);
        if (taken.contains(name.toString()) || data.containsKey(reference)) {
            throw new LockstepException(
                    Kind.INPUT_MALFORMED,
                    "Secret " + name + " is given twice",
                    "",
                    "keep one manifest for each Secret");
        }
        data.put(reference, manifest.data());
        return Optional.of(SyncSpec.manifest(name, reference, path)
                .looking(
                        manifest.immutable(),
                        manifest.type(),
                        manifest.texts("labels"),
                        manifest.texts("annotations")));
    }

    @Override
    public Map<RemoteRef, Fetched> fetch(List<RemoteRef> references) {
        Map<RemoteRef, Fetched> answers = new HashMap<>();
        for (var reference : references) {
            var data = found.get(reference);
            answers.put(
                    reference,
                    data == null
                            ? new Fetched.Absent(readAt)
                            : new Fetched.Found(new SecretValue.Members(data.copy()), version, readAt));
        }
        return answers;
    }

    @Override
    public void close() {
        found.values().forEach(SecretData::close);
    }
}
