package dev.lockstep.sync.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Subject;
import org.junit.jupiter.api.Test;

class MarksTest {
    private static Subject subject(String name) {
        return new Subject("ExternalSecret", "shop", name, "uid");
    }

    /// The long one as ESO 2.9 left it in a cluster.
    @Test
    void aManagerIsNamedAfterItsWishAndHashedWhenItIsTooLong() {
        assertThat(Marks.manager(subject("es"))).isEqualTo("externalsecrets.external-secrets.io/es");
        assertThat(Marks.manager(subject("n".repeat(27)))).hasSize(63).endsWith("/" + "n".repeat(27));
        assertThat(Marks.manager(subject("n".repeat(28))))
                .startsWith("externalsecrets.external-secrets.io/sha3/")
                .doesNotContain("nnn");
        assertThat(Marks.manager(subject("n".repeat(70))))
                .isEqualTo("externalsecrets.external-secrets.io/sha3/"
                        + "0cea84690532cc70343320f6e9de7bfb0a988c73c74c71270bdc88cb");
    }

    @Test
    void whatComesFromAFileHasAManagerOfAnotherName() {
        assertThat(Marks.manager(new Subject("Secret", "shop", "db", ""))).isEqualTo("lockstep-sync/db");
        assertThat(Marks.manager(new Subject("ExternalSecret", "shop", "n".repeat(50), "")))
                .startsWith("lockstep-sync/sha3/")
                .hasSizeLessThan(128);
        assertThat(Marks.isManager("lockstep-sync/db")).isTrue();
        assertThat(Marks.isManager("externalsecrets.external-secrets.io/db")).isTrue();
        assertThat(Marks.isManager("kubectl")).isFalse();
    }

    @Test
    void theMakerIsALabelOfEqualLengthForAll() {
        assertThat(Marks.createdBy(subject("es"))).hasSize(56).isEqualTo(Marks.createdBy(subject("es")));
        assertThat(Marks.createdBy(subject("es"))).isNotEqualTo(Marks.createdBy(subject("es2")));
    }
}
