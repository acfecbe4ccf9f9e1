package dev.lockstep;

import dev.lockstep.crypto.ValueCipher;
import dev.lockstep.document.Document;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.format.Format;
import dev.lockstep.metadata.Metadata;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Encodes the plaintext of the metadata field `structure`: what a file was when it was sealed, so that a change shows
/// which the MAC of sops does not cover (`docs/file-format.md`).
///
/// @param tree digest of documents, keys, types and plain values, see [TreeDigest]
/// @param rules digest of what the metadata says of the next encryption, see [RulesDigest]
/// @param path the path that the file is bound to; empty if it may lie anywhere
record Structure(String tree, String rules, String path) {
    private static final String VERSION = "1\n";
    private static final String TREE = "tree ";
    private static final String RULES = "rules ";
    private static final String PATH = "path ";
    private static final String NOTHING = "0".repeat(64);

    /// Stands in the file until its digests are known; as long as what comes in its place.
    static Structure placeholder(String path) {
        return new Structure(NOTHING, NOTHING, path);
    }

    /// The digests of a file that is open.
    ///
    /// @param format of the encrypted file
    /// @param sealed its documents without the metadata
    static Structure of(
            Format format, Document document, List<Mapping> sealed, List<Mapping> opened, Metadata metadata) {
        return new Structure(TreeDigest.of(format, document.source(), sealed, opened), RulesDigest.of(metadata), "");
    }

    Structure boundTo(String newPath) {
        return new Structure(tree, rules, newPath);
    }

    /// Encrypts it for one state of a file.
    ///
    /// @param mac the whole text of the field `mac`
    String seal(ValueCipher cipher, String mac) {
        var text = VERSION + TREE + tree + "\n" + RULES + rules + "\n" + (path.isEmpty() ? "" : PATH + path + "\n");
        var value = Plaintext.owning(Plaintext.Type.STRING, text.getBytes(StandardCharsets.UTF_8));
        return new String(cipher.seal(value, aad(mac)), StandardCharsets.US_ASCII);
    }

    /// What a file says of itself in the field.
    sealed interface Claim {
        /// It has no such field: sops wrote it, or an older version, or somebody took the field out.
        record None() implements Claim {}

        /// It has one that nothing can be compared with.
        record Unusable(String what) implements Claim {}

        record Sealed(Structure structure) implements Claim {}
    }

    /// Decrypts the field of a file.
    static Claim claim(Metadata metadata, ValueCipher cipher) {
        if (metadata.structure().isEmpty()) {
            return new Claim.None();
        }
        byte[] sealed = metadata.structure().getBytes(StandardCharsets.UTF_8);
        try (var value = cipher.open(sealed, aad(metadata.mac()))) {
            var structure = decode(new String(value.lent(), StandardCharsets.UTF_8));
            return structure == null
                    ? new Claim.Unusable("it is of a form that this version does not know; use a newer one")
                    : new Claim.Sealed(structure);
        } catch (LockstepException e) {
            return new Claim.Unusable("it does not open with the file's data key and MAC");
        }
    }

    /// What differs between the file that was sealed and the one that was found, for a person; empty if nothing does.
    /// The path is not looked at.
    String difference(Structure found) {
        String what = tree.equals(found.tree) ? "" : "keys, types or plain values";
        String rule = rules.equals(found.rules) ? "" : "the rule or the recipients in the sops block";
        return what.isEmpty() && rule.isEmpty()
                ? ""
                : what + (what.isEmpty() || rule.isEmpty() ? "" : ", and ") + rule
                        + " were changed after the file was encrypted";
    }

    /// Other than that of `presentation`, so that neither field can stand in for the other.
    private static byte[] aad(String mac) {
        return ("structure:" + mac).getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable Structure decode(String text) {
        String tree = "";
        String rules = "";
        String path = "";
        if (!text.startsWith(VERSION)) {
            return null;
        }
        for (int at = VERSION.length(); at < text.length(); ) {
            int end = text.indexOf('\n', at);
            String line = end < 0 ? "" : text.substring(at, end);
            if (line.startsWith(TREE)) {
                tree = line.substring(TREE.length());
            } else if (line.startsWith(RULES)) {
                rules = line.substring(RULES.length());
            } else if (line.startsWith(PATH)) {
                path = line.substring(PATH.length());
            } else {
                return null;
            }
            at = end + 1;
        }
        return new Structure(tree, rules, path);
    }
}
