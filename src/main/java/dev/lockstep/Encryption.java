package dev.lockstep;

import dev.lockstep.config.CreationRule;
import dev.lockstep.crypto.FileMac;
import dev.lockstep.crypto.ValueCipher;
import dev.lockstep.document.Document;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Span;
import dev.lockstep.document.TreeComparison;
import dev.lockstep.format.Format;
import dev.lockstep.format.Layout;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.KeyGroup;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Encrypts files: the one place that knows the order of the steps. Nothing is written; the caller stores the bytes.
public final class Encryption {
    private final DataKeys keys;
    private final Randomness random;
    private final InstantSource clock;

    public Encryption(DataKeys keys, Randomness random, InstantSource clock) {
        this.keys = keys;
        this.random = random;
        this.clock = clock;
    }

    /// Encrypts into a file that may lie anywhere.
    public EncryptedFile encrypt(byte[] source, Format format, CreationRule rule, Layout layout) {
        return encrypt(source, format, rule, layout, "");
    }

    /// Encrypts what the rule selects. In a lossless layout every other byte stays as it is, and what the ciphertext
    /// cannot show of the old text goes into the `presentation` field. A digest of the rest goes into `structure`.
    ///
    /// @param source the plain file; taken over and wiped
    /// @param boundPath the only path at which the file will open, see [FilePlace#pathFor]; empty for any
    /// @throws LockstepException `ALREADY_ENCRYPTED`, `CONFIG_INVALID`, `RECIPIENT_INVALID`, `KEY_NOT_WRAPPED`,
    /// `INPUT_MALFORMED`,
    ///     `NO_DOCUMENT`, `VALUE_NOT_ENCRYPTABLE`, `NOT_EMITTABLE`; places are relative to the file
    public EncryptedFile encrypt(byte[] source, Format format, CreationRule rule, Layout layout, String boundPath) {
        boolean beside = layout.of(format) instanceof Layout.Lossless;
        try (var plain = beside ? format.parseToSeal(source) : format.parse(source)) {
            refuseEncrypted(plain);
            if (format.wholeFile() && isEncrypted(source, format)) {
                throw alreadyEncrypted("The file you have provided is encrypted already", "decrypt it first");
            }
            var selection = format.wholeFile() ? new Selection.Everything() : rule.selection();
            LeafRules.of(selection); // before any key service is asked
            try (var dataKey = newDataKey()) {
                var groups = keys.wrap(dataKey, rule.keyGroups(), rule.shamirThreshold());
                var cipher = new ValueCipher(dataKey, random);
                var slot = StructureSlot.of(boundPath, cipher);
                return switch (layout.of(format)) {
                    case Layout.Lossless _ -> {
                        var sealed = seal(plain, rule, selection, groups, cipher, slot, false);
                        yield sealed.file(lossless(plain, format, sealed, slot, cipher, dataKey));
                    }
                    case Layout.Canonical(var output, var indent) -> {
                        var file = print(seal(plain, rule, selection, groups, cipher, slot, true), output, indent);
                        proveCanonical(file, output, slot, cipher, dataKey);
                        yield file;
                    }
                };
            }
        }
    }

    /// The encrypted tree and what the caller is told of it.
    private record SealedTree(List<Mapping> roots, Metadata metadata, int secrets, List<String> warnings) {
        List<Mapping> with(Metadata other) {
            return Encryption.with(roots, other);
        }

        EncryptedFile file(byte[] bytes) {
            return new EncryptedFile(bytes, secrets, warnings);
        }
    }

    private SealedTree seal(
            Document plain,
            CreationRule rule,
            Selection selection,
            List<KeyGroup> groups,
            ValueCipher cipher,
            StructureSlot slot,
            boolean canonical) {
        var mac = new FileMac(rule.macOnlyEncrypted());
        var sealing = new TreeEncryptor(LeafRules.of(selection), cipher, mac, canonical);
        var roots = sealing.seal(plain.roots());
        var modified = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        var metadata = new Metadata(
                groups,
                DataKeys.storedThreshold(rule.keyGroups().size(), rule.shamirThreshold()),
                selection,
                rule.macOnlyEncrypted(),
                modified,
                seal(cipher, mac.hex(), modified),
                Metadata.VERSION,
                "",
                slot.placeholder(),
                List.of());
        return new SealedTree(roots, metadata, sealing.sealed(), warnings(sealing, selection, plain));
    }

    private DataKey newDataKey() {
        var bytes = new byte[DataKey.LENGTH];
        random.fill(bytes);
        return DataKey.owning(bytes);
    }

    private static String seal(ValueCipher cipher, byte[] text, String aad) {
        try (var value = Plaintext.owning(Plaintext.Type.STRING, text)) {
            return new String(cipher.seal(value, aad.getBytes(StandardCharsets.UTF_8)), StandardCharsets.US_ASCII);
        }
    }

    private static void refuseEncrypted(Document plain) {
        for (var root : plain.roots()) {
            if (Decryption.hasMetadata(root)) {
                throw alreadyEncrypted(
                        "The file you have provided contains a top-level entry called 'sops'",
                        "the file is encrypted already, or rename that entry: encrypted files keep their metadata there");
            }
        }
    }

    /// Whether [#encrypt] would seal a file a second time. A format that takes any bytes, such as binary, is asked for
    /// what lies in it.
    ///
    /// @param source stays the caller's
    /// @throws LockstepException as [Decryption#isEncrypted], for the other formats
    public static boolean isEncrypted(byte[] source, Format format) {
        return format.wholeFile() ? EncryptedContent.is(source) : Decryption.isEncrypted(source.clone(), format);
    }

    private static LockstepException alreadyEncrypted(String what, String next) {
        return new LockstepException(Kind.ALREADY_ENCRYPTED, what, "", next);
    }

    private byte[] lossless(
            Document plain, Format format, SealedTree sealed, StructureSlot slot, ValueCipher cipher, DataKey dataKey) {
        var metadata = sealed.metadata();
        byte[] bytes = format.render(plain, sealed.with(metadata), FormattingHints.none());
        try (var opened = prove(bytes, format, dataKey, plain);
                var hints = format.verifiedHints(plain, opened.document(), opened.roots())) {
            if (!hints.isEmpty()) {
                var encrypted = seal(cipher, hints.encode(), metadata.mac());
                bytes = format.render(plain, sealed.with(metadata.presenting(encrypted)), FormattingHints.none());
            }
            slot.fill(bytes, slot.sealed(opened, cipher), plain.roots().size());
            return bytes;
        }
    }

    /// Opens what was made and compares it with what went in, before anybody relies on it.
    private static OpenedFile prove(byte[] bytes, Format format, DataKey dataKey, Document plain) {
        OpenedFile opened;
        try {
            opened = Decryption.opened(bytes.clone(), format, dataKey);
        } catch (LockstepException e) {
            throw layoutLost();
        }
        if (!TreeComparison.sameValues(plain.roots(), opened.roots()) || opened.commentsLeftSealed() > 0) {
            opened.close();
            throw layoutLost();
        }
        return opened;
    }

    private static LockstepException layoutLost() {
        return new LockstepException(
                Kind.NOT_EMITTABLE,
                "the layout of this file cannot be kept around its ciphertexts",
                "",
                "encrypt it with --canonical, and report the layout as a bug");
    }

    private static EncryptedFile print(SealedTree sealed, Format output, int indent) {
        return sealed.file(output.sealed().emit(sealed.with(sealed.metadata()), indent));
    }

    /// Proves by the MAC that what was printed opens, and puts its structure in. The tree it was printed from is not
    /// held any more: a large file is in memory often enough.
    private static void proveCanonical(
            EncryptedFile file, Format output, StructureSlot slot, ValueCipher cipher, DataKey dataKey) {
        try {
            var opened = Decryption.opened(file.bytes(), output, dataKey);
            var structure = slot.sealed(opened, cipher);
            int documents = opened.roots().size();
            opened.wipeValues();
            slot.fill(file.bytes(), structure, documents);
        } catch (LockstepException e) {
            throw new LockstepException(
                    Kind.NOT_EMITTABLE,
                    "the file would not open again when written as " + output.name() + ": "
                            + e.problem().what(),
                    "",
                    "keep the input's format");
        }
    }

    private static List<Mapping> with(List<Mapping> roots, Metadata metadata) {
        var out = new ArrayList<Mapping>(roots.size());
        for (var root : roots) {
            var members = new ArrayList<Member>(root.members());
            members.add(new Entry(Metadata.KEY, Span.NONE, MetadataCodec.write(metadata)));
            out.add(new Mapping(members, root.span()));
        }
        return out;
    }

    private static List<String> warnings(TreeEncryptor sealing, Selection selection, Document plain) {
        if (sealing.sealed() > 0) {
            return ExposedValues.warnings(LeafRules.of(selection), plain.roots());
        }
        if (sealing.values() == 0 || selection instanceof Selection.Everything) {
            return List.of();
        }
        return List.of("no value is encrypted: " + Selection.name(selection) + " selects nothing in this file");
    }
}
