package dev.lockstep.sync.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.ResourceKey;
import org.junit.jupiter.api.Test;

class OwnershipLabelsTest {
    private static ResourceKey subject(String name) {
        return new ResourceKey("ExternalSecret", "shop", name, "uid");
    }

    /// The long one as ESO 2.9 left it in a cluster.
    @Test
    void aManagerIsNamedAfterItsSpecAndHashedWhenItIsTooLong() {
        assertThat(OwnershipLabels.manager(subject("es"))).isEqualTo("externalsecrets.external-secrets.io/es");
        assertThat(OwnershipLabels.manager(subject("n".repeat(27)))).hasSize(63).endsWith("/" + "n".repeat(27));
        assertThat(OwnershipLabels.manager(subject("n".repeat(28))))
                .startsWith("externalsecrets.external-secrets.io/sha3/")
                .doesNotContain("nnn");
        assertThat(OwnershipLabels.manager(subject("n".repeat(70))))
                .isEqualTo("externalsecrets.external-secrets.io/sha3/"
                        + "0cea84690532cc70343320f6e9de7bfb0a988c73c74c71270bdc88cb");
    }

    @Test
    void whatComesFromAFileHasAManagerOfAnotherName() {
        assertThat(OwnershipLabels.manager(new ResourceKey("Secret", "shop", "db", "")))
                .isEqualTo("lockstep-sync/db");
        assertThat(OwnershipLabels.manager(new ResourceKey("ExternalSecret", "shop", "n".repeat(50), "")))
                .startsWith("lockstep-sync/sha3/")
                .hasSizeLessThan(128);
        assertThat(OwnershipLabels.isManager("lockstep-sync/db")).isTrue();
        assertThat(OwnershipLabels.isManager("externalsecrets.external-secrets.io/db"))
                .isTrue();
        assertThat(OwnershipLabels.isManager("kubectl")).isFalse();
    }

    @Test
    void theMakerIsALabelOfEqualLengthForAll() {
        assertThat(OwnershipLabels.createdBy(subject("es")))
                .hasSize(56)
                .isEqualTo(OwnershipLabels.createdBy(subject("es")));
        assertThat(OwnershipLabels.createdBy(subject("es"))).isNotEqualTo(OwnershipLabels.createdBy(subject("es2")));
    }
}
