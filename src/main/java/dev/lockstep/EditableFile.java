package dev.lockstep;

import dev.lockstep.crypto.FileMac;
import dev.lockstep.crypto.ValueCipher;
import dev.lockstep.document.Document;
import dev.lockstep.document.FormattingHints;
import dev.lockstep.document.Node;
import dev.lockstep.document.Node.Comment;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Member;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.document.TreeComparison;
import dev.lockstep.format.Format;
import dev.lockstep.format.Layout;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.keys.KeyGroup;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.WrappedKey;
import dev.lockstep.metadata.Metadata;
import dev.lockstep.metadata.MetadataCodec;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.Leaf;
import dev.lockstep.rules.LeafRules;
import dev.lockstep.rules.Selection;
import dev.lockstep.secret.DataKey;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Randomness;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/// Holds an encrypted file that is open to be written again, with its data key. What a rewrite does not concern stays
/// byte for byte: the ciphertext and the text of each value whose path, type and bytes are the same, and the layout of
/// file and metadata. Fields of the metadata that are not known here stay too.
///
/// Nothing is written to disk; the caller stores the bytes. Owns the file's values and its data key and wipes them on
/// close.
public final class EditableFile implements AutoCloseable {
    private final OpenedFile opened;
    private final Format format;
    private final OpenedLeaves leaves;
    private final DataKey dataKey;
    private final DataKeys keys;
    private final Randomness random;
    private final InstantSource clock;
    private final Selection selection;

    /// Takes over the opened file and the data key.
    EditableFile(
            OpenedFile opened,
            Format format,
            OpenedLeaves leaves,
            DataKey dataKey,
            DataKeys keys,
            Randomness random,
            InstantSource clock) {
        this.opened = opened;
        this.format = format;
        this.leaves = leaves;
        this.dataKey = dataKey;
        this.keys = keys;
        this.random = random;
        this.clock = clock;
        selection = format.wholeFile()
                ? new Selection.Everything()
                : opened.metadata().selection();
    }

    /// The file as it was opened; closed with this one.
    public OpenedFile opened() {
        return opened;
    }

    /// Encrypts a new text of the plain file, as an editor or a merge gives it.
    ///
    /// @param text in the format of the file; taken over and wiped
    /// @throws LockstepException `INPUT_MALFORMED`, `NO_DOCUMENT`, `ALREADY_ENCRYPTED`, `VALUE_NOT_ENCRYPTABLE`,
    ///     `NOT_EMITTABLE`; places are relative to the text
    public EncryptedFile replace(byte[] text, Layout layout) {
        boolean beside = layout.of(format) instanceof Layout.Lossless;
        try (var changed = beside ? format.parseToSeal(text) : format.parse(text);
                var before = plain()) {
            Encryption.refuseEncrypted(changed);
            var metadata = opened.metadata().selecting(selection).upgraded();
            var earlier = new EarlierFile(opened, format, selection, leaves, before);
            return new FileSealer(dataKey, random, clock)
                    .seal(changed, format, layout, metadata, opened.boundPath(), earlier);
        }
    }

    private Document plain() {
        byte[] text = opened.plain(new Layout.Lossless());
        return layoutIsLossless() ? format.parseToSeal(text) : format.parse(text);
    }

    private boolean layoutIsLossless() {
        return new Layout.Lossless().of(format) instanceof Layout.Lossless;
    }

    /// Encrypts the file with its tree changed; text that the change does not concern stays as it is.
    ///
    /// @param change gets the plain documents, see [dev.lockstep.document.TreeEdits]; their values are lent
    /// @throws LockstepException what `change` throws; `ALREADY_ENCRYPTED`, `VALUE_NOT_ENCRYPTABLE`, `NOT_EMITTABLE`
    public EncryptedFile edit(UnaryOperator<List<Mapping>> change, Layout layout) {
        try (var before = plain()) {
            return replace(format.edit(before, change.apply(before.roots())), layout);
        }
    }

    /// Writes the file for other master keys under the same data key: the metadata changes alone. A key that the file
    /// had already keeps its entry.
    ///
    /// @param groups master keys by group
    /// @param threshold groups needed to open the file; 0 means all
    /// @throws LockstepException `CONFIG_INVALID`, `RECIPIENT_INVALID`, `KEY_NOT_WRAPPED`
    public EncryptedFile updateKeys(List<List<MasterKey>> groups, int threshold) {
        var metadata =
                opened.metadata().keyed(wrapped(groups, threshold), DataKeys.storedThreshold(groups.size(), threshold));
        return rewritten(opened.sealed(), metadata, dataKey, 0);
    }

    /// Only new keys of a single group are wrapped; the shares of several groups are made together.
    private List<KeyGroup> wrapped(List<List<MasterKey>> groups, int threshold) {
        var old = opened.metadata().groups();
        if (groups.size() != 1 || groups.getFirst().isEmpty() || old.size() != 1) {
            return keys.wrap(dataKey, groups, threshold);
        }
        var known = new HashMap<MasterKey, WrappedKey>();
        old.getFirst().keys().forEach(key -> known.putIfAbsent(key.key(), key));
        var missing = groups.getFirst().stream()
                .filter(key -> !known.containsKey(key))
                .toList();
        if (!missing.isEmpty()) {
            var added = keys.wrap(dataKey, List.of(missing), 0).getFirst().keys();
            for (int i = 0; i < missing.size(); i++) {
                known.put(missing.get(i), added.get(i));
            }
        }
        var all = groups.getFirst().stream().map(known::get).toList();
        return List.of(new KeyGroup(all));
    }

    /// Writes the file under a new data key: every ciphertext is another, everything else stays.
    ///
    /// @param groups master keys by group, for the new data key
    /// @param threshold groups needed to open the file; 0 means all
    /// @throws LockstepException `CONFIG_INVALID`, `RECIPIENT_INVALID`, `KEY_NOT_WRAPPED`
    public EncryptedFile rotate(List<List<MasterKey>> groups, int threshold) {
        if (opened.commentsLeftSealed() > 0) {
            throw new LockstepException(
                    Kind.VALUE_NOT_DECRYPTABLE,
                    opened.commentsLeftSealed() + " encrypted comments do not open, and would be lost under a new key",
                    "",
                    "remove them from the file first");
        }
        try (var newKey = Encryption.newDataKey(random)) {
            var wrapped = keys.wrap(newKey, groups, threshold);
            var cipher = new ValueCipher(newKey, random);
            var mac = new FileMac(opened.metadata().macOnlyEncrypted());
            var rules = LeafRules.of(selection);
            var counter = new int[1];
            var roots = rules.walk(opened.sealed(), leaf -> again(leaf, rules, cipher, mac, counter));
            var sealer = new FileSealer(newKey, random, clock);
            var metadata = sealer.modified(opened.metadata(), mac.hex())
                    .keyed(wrapped, DataKeys.storedThreshold(groups.size(), threshold))
                    .upgraded();
            var hints = opened.hints();
            var presentation = hints.isEmpty() ? "" : sealer.text(hints.encode(), metadata.mac());
            return rewritten(roots, metadata.presenting(presentation), newKey, counter[0]);
        }
    }

    private Node again(Leaf leaf, LeafRules rules, ValueCipher cipher, FileMac mac, int[] counter) {
        var value = leaves.valueOf(leaf.node());
        if (!(leaf.node() instanceof Comment) && (value == null || value.type() != Plaintext.Type.COMMENT)) {
            mac.add(value == null ? leaf.value() : value, leaf.secret());
        }
        if (value == null) {
            return leaf.node();
        }
        counter[0]++;
        boolean comment = leaf.node() instanceof Comment || value.type() == Plaintext.Type.COMMENT;
        byte[] ciphertext =
                comment ? TreeEncryptor.sealComment(rules, cipher, leaf, value) : cipher.seal(value, leaf.aad());
        return leaf.node() instanceof Comment(_, var span, var inline)
                ? new Comment(Plaintext.owning(Plaintext.Type.COMMENT, ciphertext), span, inline)
                : new Scalar(
                        Plaintext.owning(Plaintext.Type.STRING, ciphertext),
                        leaf.node().span());
    }

    /// Writes other ciphertexts or other metadata beside the encrypted file, and proves that it opens.
    private EncryptedFile rewritten(List<Mapping> sealed, Metadata metadata, DataKey key, int secrets) {
        var cipher = new ValueCipher(key, random);
        var slot = StructureSlot.of(opened.boundPath(), cipher);
        var document = opened.document();
        var encrypted = format.sealed();
        byte[] bytes = encrypted.render(
                document, withMetadata(sealed, metadata.structured(slot.placeholder())), FormattingHints.none());
        try (var proof = Decryption.opened(bytes.clone(), format, key)) {
            if (!TreeComparison.sameValues(opened.roots(), proof.roots())
                    || proof.commentsLeftSealed() > opened.commentsLeftSealed()
                    || !Arrays.equals(textOf(opened), textOf(proof))) {
                throw Format.layoutLost();
            }
            slot.fill(bytes, slot.sealed(proof, cipher), document.roots().size());
        }
        return new EncryptedFile(bytes, secrets, List.of());
    }

    private static byte[] textOf(OpenedFile file) {
        return file.hints().isEmpty() ? new byte[0] : file.hints().encode();
    }

    /// The documents as they stand in the file, with the metadata of each updated in its place.
    private List<Mapping> withMetadata(List<Mapping> sealed, Metadata metadata) {
        var roots = new ArrayList<Mapping>(sealed.size());
        for (int i = 0; i < sealed.size(); i++) {
            var old = opened.document().roots().get(i);
            var members = new ArrayList<Member>(old.members().size());
            int next = 0;
            for (var member : old.members()) {
                if (member instanceof Entry entry && entry.key().equals(Metadata.KEY)) {
                    var updated = MetadataCodec.update((Mapping) entry.value().resolved(), metadata);
                    members.add(entry.with(
                            entry.value() instanceof Mapping
                                    ? updated
                                    : updated.detached(entry.value().span())));
                } else {
                    members.add(sealed.get(i).members().get(next++));
                }
            }
            roots.add(new Mapping(members, old.span()));
        }
        return roots;
    }

    @Override
    public void close() {
        dataKey.close();
        opened.close();
    }
}
