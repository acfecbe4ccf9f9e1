package dev.lockstep.sync.store;

import dev.lockstep.Decryption;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.format.Formats;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.sync.engine.ResourceFile;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Names the Secrets of a file that was not opened, as far as they stand there in clear. Nothing of it is proven.
///
/// @param file parsed again: only what is refused is asked
record SealedNames(ResourceFile.Readable file) {
    private static final int MOST = 3;

    /// The problem with line and name of the first manifest that is plain text before it.
    Problem plain(Problem problem) {
        return with(
                problem,
                manifests -> manifests.stream()
                        .filter(manifest -> !Decryption.hasMetadata(manifest))
                        .findFirst()
                        .map(manifest -> new ManifestLines(manifest, file.bytes()).locate(problem))
                        .orElse(problem));
    }

    /// The problem with the names of the file's Secrets before it.
    Problem all(Problem problem) {
        return with(problem, manifests -> {
            var names = manifests.stream()
                    .map(manifest -> SecretManifest.of(manifest).title())
                    .filter(title -> !title.isEmpty() && !title.contains("ENC["))
                    .toList();
            int more = names.size() - MOST;
            return names.isEmpty()
                    ? problem
                    : problem.in(names.stream().limit(MOST).collect(Collectors.joining(", "))
                            + (more > 0 ? " and " + more + " more" : ""));
        });
    }

    /// A file of which no names can be read, for whatever reason, keeps its problem as it is.
    private Problem with(Problem problem, Function<List<Mapping>, Problem> naming) {
        try (var document = Formats.named(Formats.nameFor(file.path())).parse(file.bytes())) {
            return naming.apply(
                    document.roots().stream().filter(SealedNames::isSecret).toList());
        } catch (LockstepException | StackOverflowError | OutOfMemoryError e) {
            return problem;
        }
    }

    private static boolean isSecret(Mapping root) {
        var manifest = SecretManifest.of(root);
        return manifest.isSecret() || manifest.isList();
    }
}
