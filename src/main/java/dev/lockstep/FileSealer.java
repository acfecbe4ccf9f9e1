package dev.lockstep;

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
import org.jspecify.annotations.Nullable;

/// Encrypts a plain document with a data key and proves the result by opening it again: the end of encryption and of
/// every rewrite.
final class FileSealer {
    private final DataKey dataKey;
    private final ValueCipher cipher;
    private final InstantSource clock;

    FileSealer(DataKey dataKey, Randomness random, InstantSource clock) {
        this.dataKey = dataKey;
        this.clock = clock;
        cipher = new ValueCipher(dataKey, random);
    }

    /// In a lossless layout every byte stays that need not change, and what the ciphertext cannot show of the plain
    /// text goes into the `presentation` field. A digest of the rest goes into `structure`.
    ///
    /// @param metadata recipients and rule; time, MAC and what else depends on the values is filled in here
    /// @param boundPath the only path at which the file will open; empty for any
    /// @param earlier the file as it was, whose ciphertexts and layout are kept; null for a new one
    EncryptedFile seal(
            Document plain,
            Format format,
            Layout layout,
            Metadata metadata,
            String boundPath,
            @Nullable EarlierFile earlier) {
        var slot = StructureSlot.of(boundPath, cipher);
        return switch (layout.of(format)) {
            case Layout.Lossless _ -> {
                var sealed = tree(plain, metadata, slot, false, earlier);
                yield sealed.file(lossless(plain, format, sealed, slot, earlier));
            }
            case Layout.Canonical(var output, var indent) -> {
                var sealed = tree(plain, metadata, slot, true, earlier);
                var block = earlier == null
                        ? MetadataCodec.write(sealed.metadata())
                        : MetadataCodec.update(earlier.block(), sealed.metadata());
                var file = sealed.file(output.sealed().emit(with(sealed.roots(), block), indent));
                proveCanonical(file, output, slot);
                yield file;
            }
        };
    }

    /// The encrypted tree and what the caller is told of it.
    private record SealedTree(List<Mapping> roots, Metadata metadata, int secrets, List<String> warnings) {
        EncryptedFile file(byte[] bytes) {
            return new EncryptedFile(bytes, secrets, warnings);
        }
    }

    private SealedTree tree(
            Document plain, Metadata metadata, StructureSlot slot, boolean canonical, @Nullable EarlierFile earlier) {
        var selection = metadata.selection();
        var mac = new FileMac(metadata.macOnlyEncrypted());
        var reuse = earlier == null ? null : earlier.reuse();
        var sealing = new TreeEncryptor(LeafRules.of(selection), cipher, mac, canonical, reuse);
        var roots = sealing.seal(plain.roots());
        var sealed = modified(metadata, mac.hex()).presenting("").structured(slot.placeholder());
        return new SealedTree(roots, sealed, sealing.sealed(), warnings(sealing, selection, plain));
    }

    /// The metadata for values that are written now.
    ///
    /// @param macHex taken over
    Metadata modified(Metadata metadata, byte[] macHex) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return metadata.modified(now, text(macHex, now));
    }

    /// A text for the metadata, encrypted; taken over and wiped.
    String text(byte[] text, String aad) {
        try (var value = Plaintext.owning(Plaintext.Type.STRING, text)) {
            return new String(cipher.seal(value, aad.getBytes(StandardCharsets.UTF_8)), StandardCharsets.US_ASCII);
        }
    }

    private byte[] lossless(
            Document plain, Format format, SealedTree sealed, StructureSlot slot, @Nullable EarlierFile earlier) {
        if (earlier != null) {
            try (var kept = earlier.hints(plain)) {
                return lossless(plain, format, sealed, slot, earlier, kept);
            } catch (LockstepException | IllegalStateException e) {
                // What was kept of the old text does not fit the new one.
            }
        }
        return lossless(plain, format, sealed, slot, null, FormattingHints.none());
    }

    private byte[] lossless(
            Document plain,
            Format format,
            SealedTree sealed,
            StructureSlot slot,
            @Nullable EarlierFile earlier,
            FormattingHints kept) {
        byte[] bytes = render(plain, format, sealed.roots(), sealed.metadata(), earlier, kept);
        try (var opened = prove(bytes, format, plain);
                var hints = format.verifiedHints(plain, opened.document(), opened.roots())) {
            if (!hints.isEmpty()) {
                var encrypted = text(hints.encode(), sealed.metadata().mac());
                var presenting = sealed.metadata().presenting(encrypted);
                bytes = render(plain, format, sealed.roots(), presenting, earlier, kept);
            }
            slot.fill(bytes, slot.sealed(opened, cipher), plain.roots().size());
            return bytes;
        }
    }

    private static byte[] render(
            Document plain,
            Format format,
            List<Mapping> roots,
            Metadata metadata,
            @Nullable EarlierFile earlier,
            FormattingHints kept) {
        if (earlier == null) {
            return format.render(plain, with(roots, MetadataCodec.write(metadata)), kept);
        }
        var block = MetadataCodec.update(earlier.block(), metadata);
        byte[] file = earlier.metadataFile(metadata);
        return format.render(plain, with(roots, block), file == null ? kept : kept.withMetadata(file));
    }

    /// Opens what was made and compares it with what went in, before anybody relies on it.
    private OpenedFile prove(byte[] bytes, Format format, Document plain) {
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

    /// Proves by the MAC that what was printed opens, and puts its structure in. The tree it was printed from is not
    /// held any more: a large file is in memory often enough.
    private void proveCanonical(EncryptedFile file, Format output, StructureSlot slot) {
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

    /// The same documents, each with the metadata at its end.
    static List<Mapping> with(List<Mapping> roots, Mapping block) {
        var out = new ArrayList<Mapping>(roots.size());
        for (var root : roots) {
            var members = new ArrayList<Member>(root.members());
            members.add(new Entry(Metadata.KEY, Span.NONE, block));
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
