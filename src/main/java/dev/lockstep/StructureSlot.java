package dev.lockstep;

import dev.lockstep.crypto.ValueCipher;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Marks the place of the structure in a file that is being encrypted. The digests are those of the file as it will be
/// read, so the file is printed with a placeholder of the same length and read again before they are known. To print it
/// a second time would cost more than all of the rest.
final class StructureSlot {
    private final String path;
    private final String placeholder;

    private StructureSlot(String path, String placeholder) {
        this.path = path;
        this.placeholder = placeholder;
    }

    /// @param path the path that the file is bound to; empty if it may lie anywhere
    static StructureSlot of(String path, ValueCipher cipher) {
        return new StructureSlot(path, Structure.placeholder(path).seal(cipher, ""));
    }

    /// Stands in the metadata until [#fill]. A ciphertext of random bytes, so nothing else in the file is like it.
    String placeholder() {
        return placeholder;
    }

    /// The text to [#fill] in: what the file is, sealed for it.
    String sealed(OpenedFile file, ValueCipher cipher) {
        return file.structure().boundTo(path).seal(cipher, file.metadata().mac());
    }

    /// Writes the text over the placeholder, which stands in the metadata of each document.
    void fill(byte[] file, String sealed, int documents) {
        byte[] from = placeholder.getBytes(StandardCharsets.US_ASCII);
        byte[] to = sealed.getBytes(StandardCharsets.US_ASCII);
        int left = documents;
        // The metadata of a single document is at the file's end.
        for (int at = file.length - from.length; at >= 0 && left > 0; at--) {
            if (file[at] == from[0] && Arrays.equals(file, at, at + from.length, from, 0, from.length)) {
                System.arraycopy(to, 0, file, at, to.length);
                left--;
            }
        }
        if (left > 0 || to.length != from.length) {
            throw new IllegalStateException("the structure has no place in the file");
        }
    }
}
