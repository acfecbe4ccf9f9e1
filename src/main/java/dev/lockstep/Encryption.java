package dev.lockstep;

import dev.lockstep.config.CreationRule;
import dev.lockstep.document.Document;
import dev.lockstep.format.Format;
import dev.lockstep.format.Layout;
import dev.lockstep.keys.DataKeys;
import dev.lockstep.metadata.Metadata;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.LeafRules;
import dev.lockstep.rules.Selection;
import dev.lockstep.secret.DataKey;
import dev.lockstep.secret.Randomness;
import java.time.InstantSource;

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
            try (var dataKey = newDataKey(random)) {
                var groups = keys.wrap(dataKey, rule.keyGroups(), rule.shamirThreshold());
                int threshold = DataKeys.storedThreshold(rule.keyGroups().size(), rule.shamirThreshold());
                var metadata = Metadata.of(groups, threshold, selection, rule.macOnlyEncrypted());
                return new FileSealer(dataKey, random, clock).seal(plain, format, layout, metadata, boundPath, null);
            }
        }
    }

    static DataKey newDataKey(Randomness random) {
        var bytes = new byte[DataKey.LENGTH];
        random.fill(bytes);
        return DataKey.owning(bytes);
    }

    static void refuseEncrypted(Document plain) {
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
}
