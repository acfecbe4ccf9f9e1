package dev.lockstep.document;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Records how values were written, where the ciphertext cannot show it: node number → original source text. Owns and
/// wipes the texts.
///
/// Nodes are numbered from 0 in file order, over all documents of the stream: maps, lists, scalars and aliases, each
/// before what it holds; comments are not numbered, an alias is not entered, and the top-level `sops` entry and all
/// below it are left out. The numbers are those of the encrypted document. If single texts do not give the file back,
/// the whole source is kept instead.
///
/// The encoded form, which is encrypted as one string into the metadata field `presentation`: `1 LF`, then for each
/// text `NUMBER SP LENGTH LF BYTES LF` in ascending order; the whole source stands under the number `-1`.
public final class FormattingHints implements AutoCloseable {
    private static final int WHOLE = -1;
    /// Never in a file: it concerns the way to the encrypted form.
    private static final int METADATA = -2;
    private static final byte[] VERSION = {'1', '\n'};

    private final SortedMap<Integer, byte[]> texts;

    private FormattingHints(SortedMap<Integer, byte[]> texts) {
        this.texts = texts;
    }

    public static FormattingHints none() {
        return new FormattingHints(new TreeMap<>());
    }

    /// Takes over the arrays.
    public static FormattingHints owning(Map<Integer, byte[]> texts) {
        return new FormattingHints(new TreeMap<>(texts));
    }

    /// The source as a whole; copies it.
    public static FormattingHints whole(byte[] source) {
        return owning(Map.of(WHOLE, source.clone()));
    }

    /// The same texts and that of the metadata entry as it stood before; takes the array over.
    ///
    /// @param file a file of nothing but that entry
    public FormattingHints withMetadata(byte[] file) {
        var more = new TreeMap<>(texts);
        more.put(METADATA, file);
        return new FormattingHints(more);
    }

    /// A file of nothing but the metadata entry as it is to stand in an encrypted file; lent, null if the entry is to
    /// be written as sops would.
    public byte @Nullable [] metadata() {
        return texts.get(METADATA);
    }

    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /// The original text of a node, lent, or null where the default text is right.
    public byte @Nullable [] textOf(int node) {
        return texts.get(node);
    }

    /// The whole original source, lent, or null if only single texts (or none) are kept.
    public byte @Nullable [] wholeSource() {
        return texts.get(WHOLE);
    }

    /// The encoded form; the caller wipes it.
    public byte[] encode() {
        var out = new WipingBuffer();
        out.writeBytes(VERSION);
        texts.forEach((node, text) -> {
            out.writeBytes((node + " " + text.length + "\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(text);
            out.write('\n');
        });
        return out.finish();
    }

    /// Reads the encoded form; the bytes stay the caller's.
    ///
    /// @throws LockstepException `METADATA_INVALID`
    public static FormattingHints decode(byte[] encoded) {
        var texts = new TreeMap<Integer, byte[]>();
        int at = VERSION.length;
        if (encoded.length < at || !Arrays.equals(encoded, 0, at, VERSION, 0, at)) {
            throw malformed();
        }
        while (at < encoded.length) {
            int lineEnd = at;
            int blank = -1;
            while (lineEnd < encoded.length && encoded[lineEnd] != '\n') {
                if (encoded[lineEnd] == ' ') {
                    blank = lineEnd;
                }
                lineEnd++;
            }
            if (blank < 0 || lineEnd - at > 24) {
                throw malformed();
            }
            int node = number(encoded, at, blank);
            int length = number(encoded, blank + 1, lineEnd);
            int start = lineEnd + 1;
            if (node < WHOLE || length < 0 || length > encoded.length - start - 1 || encoded[start + length] != '\n') {
                throw malformed();
            }
            texts.put(node, Arrays.copyOfRange(encoded, start, start + length));
            at = start + length + 1;
        }
        return new FormattingHints(texts);
    }

    private static int number(byte[] encoded, int start, int end) {
        try {
            return Integer.parseInt(new String(encoded, start, end - start, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            throw malformed();
        }
    }

    private static LockstepException malformed() {
        return new LockstepException(
                Kind.METADATA_INVALID, "sops.presentation is not of a form known here", "", "decrypt with --canonical");
    }

    @Override
    public void close() {
        texts.values().forEach(text -> Arrays.fill(text, (byte) 0));
    }

    @Override
    public String toString() {
        return "Presentation[" + texts.size() + " texts, redacted]";
    }

    private static final class WipingBuffer extends ByteArrayOutputStream {
        byte[] finish() {
            byte[] out = toByteArray();
            Arrays.fill(buf, (byte) 0);
            return out;
        }
    }
}
