package dev.lockstep.keys.age;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testkit.Vectors;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A run of ML-KEM-768 with all its values, and one whose sampling needs unusually many reads (C2SP/CCTV, ML-KEM).
class MlKemIntermediateTest {
    /// The set makes its keys as the draft did, without the parameter `k`; so it serves for what comes after.
    @ParameterizedTest
    @ValueSource(strings = {"intermediate", "unluckysample"})
    void encapsulatesAndDecapsulatesThroughTheSameValues(String set) {
        var values = values("cctv-mlkem/" + set + "/ML-KEM-768.txt");
        var privateKey = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, values.get("dk"));
        assertThat(privateKey.getPublicKey()).isEqualTo(values.get("ek"));
        var publicKey = Objects.requireNonNull(MlKem768.publicKey(values.get("ek")));
        var result = MlKem768.encapsulate(publicKey, values.get("m"));
        assertThat(result.ciphertext()).isEqualTo(values.get("c"));
        assertThat(result.secret()).isEqualTo(values.get("K"));
        assertThat(MlKem768.decapsulate(privateKey, values.get("c"))).isEqualTo(values.get("K"));
        var changed = values.get("c").clone();
        changed[0] ^= 1;
        assertThat(MlKem768.decapsulate(privateKey, changed)).isNotEqualTo(values.get("K"));
    }

    private static Map<String, byte[]> values(String name) {
        var values = new HashMap<String, byte[]>();
        var text = Vectors.text(name);
        for (var line : text.split("\n")) {
            var parts = line.split(" = ");
            if (List.of("ek", "dk", "m", "c", "K").contains(parts[0])) {
                values.put(parts[0], HexFormat.of().parseHex(parts[1].strip()));
            }
        }
        return values;
    }
}
