package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What a parser of age takes has one spelling only: it reads back as it was written, and nothing else reads as the
/// same.
class CanonicalFormTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void base64ReadsWhatItWrote() {
        for (int i = 0; i < 2000; i++) {
            var bytes = bytes(random.nextInt(100));
            var text = Ascii.bytes(StrictBase64.encode(bytes));
            assertThat(StrictBase64.decode(text, 0, text.length))
                    .as("seed %d", seed)
                    .isEqualTo(bytes);
            var padded = Ascii.bytes(StrictBase64.encode(bytes, 0, bytes.length, true));
            assertThat(StrictBase64.decodePadded(padded, 0, padded.length))
                    .as("seed %d", seed)
                    .isEqualTo(bytes);
            if (text.length > 0) {
                var changed = changed(text);
                var decoded = StrictBase64.decode(changed, 0, changed.length);
                if (decoded != null) {
                    assertThat(Ascii.bytes(StrictBase64.encode(decoded)))
                            .as("seed %d", seed)
                            .isEqualTo(changed);
                }
            }
        }
    }

    @Test
    void bech32ReadsWhatItWroteAndNoticesEveryChange() {
        for (int i = 0; i < 2000; i++) {
            var bytes = bytes(random.nextInt(60));
            for (var prefix : List.of("age", "AGE-SECRET-KEY-", "age1name")) {
                var text = Bech32.encode(prefix, bytes);
                var decoded = Objects.requireNonNull(Bech32.decode(text));
                assertThat(decoded.prefix()).as("seed %d", seed).isEqualTo(prefix);
                assertThat(decoded.data()).as("seed %d", seed).isEqualTo(bytes);
                // A lost or added character may go unnoticed before a final `p`; a changed one does not.
                var changed = substituted(text, random.nextInt(text.length));
                assertThat(Bech32.decode(changed)).as("seed %d", seed).isNull();
            }
        }
    }

    @Test
    void armorReadsWhatItWroteAndTakesNoOtherSpelling() {
        for (int i = 0; i < 2000; i++) {
            var bytes = bytes(random.nextInt(300));
            var armor = Armor.encode(bytes);
            assertThat(Armor.decode(armor)).as("seed %d", seed).isEqualTo(bytes);
            var changed = changed(armor);
            try {
                var again = Armor.encode(Armor.decode(changed));
                // Only the last line end may be another white space, or a carriage return before it.
                assertThat(Ascii.text(again, 0, again.length).strip())
                        .as("seed %d", seed)
                        .isEqualTo(Ascii.text(changed, 0, changed.length).strip());
            } catch (AgeException e) {
                assertThat(e.kind()).as("seed %d", seed).isEqualTo(AgeException.Kind.ARMOR);
            }
        }
    }

    @Test
    void headersReadAsTheyWereWrittenAndTakeNoOtherSpelling() {
        for (int i = 0; i < 2000; i++) {
            var header = header();
            var file = Ascii.join(header.render(), bytes(20));
            assertThat(AgeHeader.parse(file).render()).as("seed %d", seed).isEqualTo(header.render());
            assertThat(AgeHeader.parse(file).length()).as("seed %d", seed).isEqualTo(header.length());
            var changed = changed(file);
            try {
                var parsed = AgeHeader.parse(changed);
                assertThat(parsed.render()).as("seed %d", seed).isEqualTo(Arrays.copyOf(changed, parsed.length()));
            } catch (AgeException e) {
                assertThat(e.kind()).as("seed %d", seed).isEqualTo(AgeException.Kind.HEADER);
            }
        }
    }

    @Test
    void noChangeToAPayloadGoesUnnoticed() {
        var fileKey = FileKey.owning(bytes(FileKey.SIZE));
        for (int i = 0; i < 200; i++) {
            var plaintext = bytes(random.nextInt(200));
            var sealed = AgePayload.seal(fileKey, plaintext, bytes(AgePayload.NONCE_BYTES));
            assertThat(AgePayload.openAll(fileKey, sealed, 0, 1000))
                    .as("seed %d", seed)
                    .isEqualTo(plaintext);
            var changed = changed(sealed);
            if (!Arrays.equals(changed, sealed)) {
                var opened = new ArrayList<byte[]>();
                assertThatThrownBy(() -> AgePayload.open(fileKey, changed, 0, opened::add))
                        .as("seed %d", seed)
                        .isInstanceOf(AgeException.class);
            }
        }
    }

    private AgeHeader header() {
        var stanzas = new ArrayList<Stanza>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            var arguments = new ArrayList<String>();
            for (int j = random.nextInt(4); j > 0; j--) {
                arguments.add("a" + random.nextInt(1000));
            }
            stanzas.add(Stanza.owning("type" + i, arguments, bytes(random.nextInt(150))));
        }
        try (var fileKey = FileKey.owning(bytes(FileKey.SIZE))) {
            return AgeHeader.seal(stanzas, fileKey);
        }
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /// One byte changed, taken out, or doubled.
    private byte[] changed(byte[] original) {
        var at = random.nextInt(original.length);
        var head = Arrays.copyOf(original, at);
        var tail = Arrays.copyOfRange(original, at + 1, original.length);
        return switch (random.nextInt(3)) {
            case 0 -> Ascii.join(head, tail);
            case 1 -> Ascii.join(head, new byte[] {original[at], original[at]}, tail);
            default -> substituted(original, at);
        };
    }

    private byte[] substituted(byte[] original, int at) {
        var changed = original.clone();
        changed[at] ^= (byte) (1 << random.nextInt(7));
        return changed;
    }
}
