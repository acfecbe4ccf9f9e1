package dev.lockstep.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.LockstepException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "a-b", "a.b", "tls.example.org", "a--b"})
    void takesWhatKubernetesTakes(String name) {
        assertThat(new SecretName("shop", name)).hasToString("shop/" + name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../x",
                "a/b",
                "/a",
                "A",
                "a_b",
                "-a",
                "a-",
                ".a",
                "a.",
                "a..b",
                "a.-b",
                "a-.b",
                "ä",
                "a\u0000b",
                "a\nb",
                "..data"
            })
    void refusesWhatCouldLeadElsewhere(String name) {
        assertThatThrownBy(() -> new SecretName("shop", name))
                .isInstanceOf(LockstepException.class)
                .hasMessage("metadata.name: is not a Kubernetes name");
        assertThat(SecretName.isValid("shop", name)).isFalse();
    }

    @Test
    void aNamespaceHasNoDotsAndIsShorter() {
        assertThat(SecretName.isValid("a".repeat(63), "a".repeat(253))).isTrue();
        assertThat(SecretName.isValid("a".repeat(64), "a")).isFalse();
        assertThat(SecretName.isValid("a", "a".repeat(254))).isFalse();
        assertThat(SecretName.isValid("a.b", "a")).isFalse();
    }
}
