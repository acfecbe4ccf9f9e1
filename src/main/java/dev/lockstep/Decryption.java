package dev.lockstep;

import dev.lockstep.crypto.FileMac;
import dev.lockstep.crypto.ValueCipher;
import dev.lockstep.document.Document;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.TreeComparison;
import dev.lockstep.format.Format;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.metadata.Metadata;
import dev.lockstep.metadata.MetadataCodec;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.LeafRules;
import dev.lockstep.rules.Selection;
import dev.lockstep.secret.DataKey;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Randomness;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens encrypted files: the mirror of [Encryption]. The MAC is always computed, and the structure compared where a
/// file carries one; whether a mismatch is fatal is the caller's choice.
public final class Decryption {
    /// What to do when the MAC, or the structure that some files carry beside it, does not match.
    public enum MacCheck {
        REQUIRED,
        /// The mismatch becomes a warning: `--ignore-mac`.
        IGNORED
    }

    private static final String RESTORE =
            "restore the file from Git; lockstep decrypt --ignore-mac shows it if you trust its origin";

    private final DataKeys keys;

    public Decryption(DataKeys keys) {
        this.keys = keys;
    }

    /// Opens a file whose place is not known: one that is bound to a path is refused.
    public OpenedFile open(byte[] source, Format format, MacCheck check) {
        return open(source, format, check, FilePlace.unknown());
    }

    /// Opens a file.
    ///
    /// @param source the encrypted file; taken over
    /// @param place where it lies
    /// @return the opened file; the caller closes it
    /// @throws LockstepException `ENCRYPTED_INPUT_MALFORMED`, `METADATA_NOT_FOUND`, `METADATA_INVALID`,
    ///     `NO_KEY_OPENED_FILE`, `VALUE_NOT_DECRYPTABLE`, `MAC_MISMATCH`; places are relative to the file
    public OpenedFile open(byte[] source, Format format, MacCheck check, FilePlace place) {
        var document = parse(source, format);
        try {
            var metadata = MetadataCodec.read(document.roots().getFirst());
            try (var dataKey = keys.unwrap(metadata.groups(), metadata.shamirThreshold())) {
                var opened = opened(document, format, metadata, dataKey, check, null);
                return checked(opened, place, check);
            }
        } catch (RuntimeException e) {
            document.close();
            throw e;
        }
    }

    /// Opens a file to be written again: the data key is kept, and which ciphertext holds what. As [#open] otherwise.
    EditableFile openToEdit(
            byte[] source, Format format, MacCheck check, FilePlace place, Randomness random, InstantSource clock) {
        var document = parse(source, format);
        try {
            var metadata = MetadataCodec.read(document.roots().getFirst());
            var dataKey = keys.unwrap(metadata.groups(), metadata.shamirThreshold());
            try {
                var leaves = new OpenedLeaves();
                var opened = checked(opened(document, format, metadata, dataKey, check, leaves), place, check);
                return new EditableFile(opened, format, leaves, dataKey, keys, random, clock);
            } catch (RuntimeException e) {
                dataKey.close();
                throw e;
            }
        } catch (RuntimeException e) {
            document.close();
            throw e;
        }
    }

    /// Whether the file is encrypted: it parses and holds metadata.
    ///
    /// @throws LockstepException as [#open], except that missing metadata is an answer
    public static boolean isEncrypted(byte[] source, Format format) {
        try (var document = parse(source, format)) {
            MetadataCodec.read(document.roots().getFirst());
            return true;
        } catch (LockstepException e) {
            if (e.problem().kind() == Kind.METADATA_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /// Whether a document of a file has an entry that encrypted files keep their metadata in.
    public static boolean hasMetadata(Mapping root) {
        for (var member : root.members()) {
            if (isMetadata(member)) {
                return true;
            }
        }
        return false;
    }

    /// Opens with a data key at hand; what [Encryption] proves its work with, and takes the structure from, which is
    /// not in the file yet.
    static OpenedFile opened(byte[] source, Format format, DataKey dataKey) {
        var document = parse(source, format);
        try {
            var metadata = MetadataCodec.read(document.roots().getFirst()).withoutStructure();
            return opened(document, format, metadata, dataKey, MacCheck.REQUIRED, null);
        } catch (RuntimeException e) {
            document.close();
            throw e;
        }
    }

    private static OpenedFile opened(
            Document document,
            Format format,
            Metadata metadata,
            DataKey dataKey,
            MacCheck check,
            @Nullable OpenedLeaves leaves) {
        var cipher = new ValueCipher(dataKey, _ -> {
            throw new IllegalStateException("decryption needs no randomness");
        });
        var mac = new FileMac(metadata.macOnlyEncrypted());
        var unsealing = new TreeDecryptor(document, cipher, mac, leaves);
        var selection = format.wholeFile() ? new Selection.Everything() : metadata.selection();
        var sealed = withoutMetadata(document.roots());
        var roots = LeafRules.of(selection).walk(sealed, unsealing::open);
        try {
            var warnings = new ArrayList<String>();
            checkMac(metadata, cipher, mac.hex(), check, warnings);
            unsealing.warnings(warnings);
            if (metadataDiffers(document.roots())) {
                warnings.add("only the sops metadata of the first document counts; other documents hold another");
            }
            return new OpenedFile(
                    document,
                    format,
                    sealed,
                    roots,
                    metadata,
                    presentation(metadata, cipher),
                    Structure.claim(metadata, cipher),
                    warnings,
                    unsealing.leftSealed());
        } catch (RuntimeException e) {
            roots.forEach(Document::wipe);
            throw e;
        }
    }

    private static Document parse(byte[] source, Format format) {
        try {
            return format.sealed().parse(source);
        } catch (LockstepException e) {
            throw switch (e.problem().kind()) {
                case INPUT_MALFORMED -> new LockstepException(e.problem().as(Kind.ENCRYPTED_INPUT_MALFORMED));
                case VALUE_NOT_ENCRYPTABLE -> new LockstepException(e.problem().as(Kind.VALUE_NOT_DECRYPTABLE));
                // As sops sees it: an empty YAML file is a plain one.
                case NO_DOCUMENT ->
                    new LockstepException(
                            Kind.METADATA_NOT_FOUND,
                            "sops metadata not found: the " + e.problem().what(),
                            e.problem().where(),
                            "restore the file");
                default -> e;
            };
        }
    }

    private static List<Mapping> withoutMetadata(List<Mapping> roots) {
        var out = new ArrayList<Mapping>(roots.size());
        for (var root : roots) {
            var members = new ArrayList<Member>(root.members().size());
            for (var member : root.members()) {
                if (!isMetadata(member)) {
                    members.add(member);
                }
            }
            out.add(members.size() == root.members().size() ? root : new Mapping(members, root.span()));
        }
        return out;
    }

    private static boolean isMetadata(Member member) {
        return member instanceof Entry entry && entry.key().equals(Metadata.KEY);
    }

    private static boolean metadataDiffers(List<Mapping> roots) {
        if (roots.size() == 1) {
            return false;
        }
        var first = metadataOf(roots.getFirst());
        for (var root : roots) {
            if (!TreeComparison.sameValues(first, metadataOf(root))) {
                return true;
            }
        }
        return false;
    }

    /// A map of nothing but the metadata entry, to compare by.
    private static List<Mapping> metadataOf(Mapping root) {
        var members = root.members().stream().filter(Decryption::isMetadata).toList();
        return List.of(new Mapping(members, root.span()));
    }

    private static OpenedFile checked(OpenedFile opened, FilePlace place, MacCheck check) {
        try {
            require(opened, opened.structureProblem(), RESTORE, check);
            String bound = opened.boundPath();
            if (!bound.isEmpty() && !place.is(bound)) {
                require(
                        opened,
                        "the file is bound to the path " + bound + " and " + place.words(),
                        "put it back there, say its path with --filename-override, or encrypt it again for its new place",
                        check);
            }
            return opened;
        } catch (RuntimeException e) {
            opened.wipeValues();
            throw e;
        }
    }

    private static void require(OpenedFile opened, String problem, String next, MacCheck check) {
        if (problem.isEmpty()) {
            return;
        }
        if (check == MacCheck.REQUIRED) {
            throw new LockstepException(Kind.MAC_MISMATCH, "structure mismatch: " + problem, "", next);
        }
        opened.warn("structure mismatch ignored: " + problem);
    }

    private static void checkMac(
            Metadata metadata, ValueCipher cipher, byte[] computed, MacCheck check, List<String> warnings) {
        String what = macProblem(metadata, cipher, computed);
        if (what.isEmpty()) {
            return;
        }
        if (check == MacCheck.REQUIRED) {
            throw new LockstepException(Kind.MAC_MISMATCH, "MAC mismatch: " + what, "", RESTORE);
        }
        warnings.add("MAC mismatch ignored: " + what);
    }

    /// Says nothing of either hash: one of them is an unkeyed hash of all values.
    private static String macProblem(Metadata metadata, ValueCipher cipher, byte[] computed) {
        if (metadata.mac().isEmpty()) {
            return "the file has no MAC";
        }
        try (var expected = Plaintext.owning(Plaintext.Type.STRING, computed);
                var stored = cipher.open(
                        metadata.mac().getBytes(StandardCharsets.UTF_8),
                        metadata.lastModified().getBytes(StandardCharsets.UTF_8))) {
            return stored.sameAs(expected) ? "" : "the file was changed after it was encrypted";
        } catch (LockstepException e) {
            return "the MAC does not open with the file's data key and lastmodified";
        }
    }

    /// Hints are data, never trusted: what does not open or is of a later form counts as absent.
    private static FormattingHints presentation(Metadata metadata, ValueCipher cipher) {
        if (metadata.presentation().isEmpty()) {
            return FormattingHints.none();
        }
        try (var encoded = cipher.open(
                metadata.presentation().getBytes(StandardCharsets.UTF_8),
                metadata.mac().getBytes(StandardCharsets.UTF_8))) {
            return FormattingHints.decode(encoded.lent());
        } catch (LockstepException e) {
            return FormattingHints.none();
        }
    }
}
