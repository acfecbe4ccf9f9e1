package dev.lockstep.format;

import static dev.lockstep.format.FakeSeal.entry;
import static dev.lockstep.format.FakeSeal.map;
import static dev.lockstep.format.FakeSeal.scalar;
import static dev.lockstep.format.FakeSeal.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.document.Node.Mapping;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext.Type;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinaryFormatTest {
    private final BinaryFormat format = new BinaryFormat();

    @Test
    void givesBackAllByteValuesThroughItsEnvelope() {
        var bytes = new byte[256];
        for (int i = 0; i < 256; i++) {
            bytes[i] = (byte) i;
        }
        assertThat(throughTheEnvelope(bytes)).isEqualTo(bytes);
        assertThat(throughTheEnvelope(new byte[0])).isEmpty();
    }

    @Test
    void printsTheEnvelopeAsSopsDoes() {
        var plain = format.parse("x".getBytes(US_ASCII));
        var sealed = FakeSeal.mapped(plain.roots().getFirst(), FakeSeal::seal);
        assertThat(BinaryFormat.envelope().emit(List.of((Mapping) sealed), format.defaultIndent()))
                .asString(US_ASCII)
                .isEqualTo("{\n\t\"data\": \"ENC[FAKE,STRING,78]\"\n}\n");
    }

    @Test
    void refusesATreeWithoutATextUnderData() {
        assertRefused(map(entry("a", text("b"))), "there is no top-level key data to write as binary");
        assertRefused(map(entry("data", scalar(Type.INTEGER, "1"))), "the top-level key data is not a string");
    }

    @Test
    void handlesAHundredMegabytesInLinearTime() {
        var bytes = new byte[100_000_000];
        long start = System.nanoTime();
        var plain = format.parse(bytes);
        assertThat(plain.source()).as("the source array is the value").isSameAs(bytes);
        byte[] envelope = BinaryFormat.envelope()
                .emit(List.of(map(entry("data", text("A".repeat(133_000_000))))), format.defaultIndent());
        try (var read = BinaryFormat.envelope().parse(envelope)) {
            assertThat(format.emit(read.roots(), 0)).hasSize(133_000_000);
        }
        assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(30_000_000_000L);
    }

    private void assertRefused(Mapping root, String what) {
        var refusal = catchThrowableOfType(LockstepException.class, () -> format.emit(List.of(root), 0));
        assertThat(refusal.problem().kind()).isEqualTo(Kind.NOT_EMITTABLE);
        assertThat(refusal.problem().what()).isEqualTo(what);
        assertThat(refusal.problem().next()).isNotEmpty();
    }

    private byte[] throughTheEnvelope(byte[] bytes) {
        var sealed = FakeSeal.sealed(format.parse(bytes.clone()).roots());
        byte[] envelope = BinaryFormat.envelope().emit(sealed, format.defaultIndent());
        return format.emit(
                FakeSeal.opened(BinaryFormat.envelope().parse(envelope).roots()), format.defaultIndent());
    }
}
