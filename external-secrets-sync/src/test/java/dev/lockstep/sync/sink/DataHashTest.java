package dev.lockstep.sync.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.sync.Specs;
import dev.lockstep.sync.engine.SecretData;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataHashTest {
    /// Each was recorded from ESO 2.9, or computed from what Go prints of such a map.
    @Test
    void isTheOneThatEsoWrites() {
        assertThat(DataHash.of(Specs.data("B", "two", "A", "one")))
                .isEqualTo("87e462486fe6be1c900ff11c25d5d20ff46486beef690a0f68af8e1e");
        assertThat(DataHash.of(Specs.data())).isEqualTo("74a974446e359fb3e6baff9bd0058950e6edd0f040888d9989b0a11b");
        var bytes = Plaintext.owning(Plaintext.Type.STRING, new byte[] {0, 9, 10, 99, 100, -1});
        assertThat(DataHash.of(SecretData.owning(Map.of("k", bytes))))
                .isEqualTo("029e8963027fe4a7bcf040dfcdb8d0cb5865c3fd861dce1ffdb43ef7");
    }
}
