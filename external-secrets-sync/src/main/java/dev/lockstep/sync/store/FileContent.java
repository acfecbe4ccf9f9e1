package dev.lockstep.sync.store;

import dev.lockstep.Decryption;
import dev.lockstep.document.Document;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.format.Format;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.problem.Problem;
import dev.lockstep.sync.engine.ResourceFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// Tells the files with Secrets from the others of a repository: charts, workflows, values, manifests of other kinds.
/// When in doubt a file has Secrets, so that it is refused by name and not passed over.
enum FileContent {
    /// At least one document is a Secret, or is meant to be one.
    SECRETS,
    /// Kubernetes objects, none of them a Secret.
    OTHER_OBJECTS,
    /// No Kubernetes object, or a template that is not YAML yet.
    NO_OBJECT;

    private static final Pattern SECRET = Pattern.compile("(?m)^\\s*[\"']?kind[\"']?\\s*:\\s*[\"']?Secret\\b");
    private static final Pattern METADATA = Pattern.compile("(?m)^\\s*[\"']?sops[\"']?\\s*:");

    /// @throws LockstepException `INPUT_MALFORMED` for a document that nearly is a Secret
    static FileContent of(ResourceFile.Readable file, Format format) {
        Document document;
        try {
            document = format.parse(file.bytes());
        } catch (LockstepException e) {
            return e.problem().kind() == Kind.NO_DOCUMENT
                    ? NO_OBJECT
                    : ofUnreadable(new String(file.bytes(), StandardCharsets.UTF_8));
        }
        try (document) {
            return of(document.roots(), file.bytes());
        }
    }

    private static FileContent of(List<Mapping> roots, byte[] source) {
        var content = NO_OBJECT;
        for (var root : roots) {
            var manifest = SecretManifest.of(root);
            if (Decryption.hasMetadata(root)) {
                // Only the opened file says whether its words are those that were encrypted.
                if (manifest.isLikeAnObject()) {
                    return SECRETS;
                }
                continue;
            }
            if (manifest.isTemplate() || manifest.isPatch()) {
                continue;
            }
            if (new NearSecret(root).problem() instanceof Problem problem) {
                throw new LockstepException(new ManifestLines(root, source).locate(problem));
            }
            if (manifest.isSecret() || manifest.isList()) {
                return SECRETS;
            }
            if (manifest.isObject()) {
                content = OTHER_OBJECTS;
            }
        }
        return content;
    }

    /// The reading of what is encrypted, or says that it is a Secret, tells what is wrong with it.
    private static FileContent ofUnreadable(String text) {
        if (text.contains("ENC[") || METADATA.matcher(text).find()) {
            return SECRETS;
        }
        if (text.contains("external-secrets.io/")) {
            return OTHER_OBJECTS; // whoever reads those tells what is wrong with it
        }
        return SECRET.matcher(text).find() && !text.contains("{{") ? SECRETS : NO_OBJECT;
    }
}
