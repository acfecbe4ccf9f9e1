package dev.lockstep;

import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Node.Scalar;
import dev.lockstep.format.BinaryFormat;
import dev.lockstep.format.Format;
import dev.lockstep.format.Formats;
import dev.lockstep.metadata.Metadata;
import dev.lockstep.problem.LockstepException;
import java.nio.charset.StandardCharsets;

/// Tells whether the bytes of a binary file are an encrypted file of any format: a binary file may hold anything, so
/// only metadata with a sealed MAC counts.
final class EncryptedContent {
    private static final byte[] NAME = Metadata.KEY.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CIPHERTEXT = "ENC[AES256_GCM,".getBytes(StandardCharsets.US_ASCII);

    private EncryptedContent() {}

    static boolean is(byte[] bytes) {
        if (indexOf(bytes, CIPHERTEXT) < 0 || indexOf(bytes, NAME) < 0) {
            return false;
        }
        return is(bytes, BinaryFormat.envelope())
                || is(bytes, Formats.named("yaml"))
                || is(bytes, Formats.named("dotenv"));
    }

    private static boolean is(byte[] bytes, Format format) {
        try (var document = format.parse(bytes.clone())) {
            return document.roots().stream().anyMatch(EncryptedContent::hasSealedMac);
        } catch (LockstepException e) {
            return false;
        }
    }

    private static boolean hasSealedMac(Mapping root) {
        return root.members().stream()
                .anyMatch(member -> member instanceof Entry(var key, _, var value)
                        && key.equals(Metadata.KEY)
                        && value.resolved() instanceof Mapping(var fields, _)
                        && fields.stream()
                                .anyMatch(field -> field instanceof Entry(var name, _, var mac)
                                        && name.equals("mac")
                                        && mac.resolved() instanceof Scalar(var text, _)
                                        && text.startsWith("ENC[")));
    }

    private static int indexOf(byte[] bytes, byte[] word) {
        for (int at = 0; at <= bytes.length - word.length; at++) {
            int same = 0;
            while (same < word.length && bytes[at + same] == word[same]) {
                same++;
            }
            if (same == word.length) {
                return at;
            }
        }
        return -1;
    }
}
