package dev.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.document.FormattingHints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The folders of `testdata/files/yaml-lossless`: `plain.yaml`, what encryption makes of it with a cipher that hides
/// nothing in `sealed.yaml`, and the texts that have to be kept in `hints.txt`.
class YamlLosslessTest {
    static Stream<Path> cases() throws IOException {
        try (var folders = Files.list(Path.of(System.getProperty("lockstep.root"), "testdata/files/yaml-lossless"))) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void changesOnlyWhatIsEncryptedAndGivesEveryByteBack(Path folder) throws IOException {
        byte[] plain = Files.readAllBytes(folder.resolve("plain.yaml"));
        byte[] sealed = YamlFakeSeal.seal(plain);
        byte[] hints = YamlFakeSeal.hints(plain, sealed).encode();
        assertThat(YamlFakeSeal.open(sealed, FormattingHints.decode(hints))).isEqualTo(plain);
        golden(folder.resolve("sealed.yaml"), sealed);
        golden(folder.resolve("hints.txt"), hints);
    }

    private static void golden(Path file, byte[] actual) throws IOException {
        if (System.getProperty("golden", "check").equals("write")) {
            Files.write(file, actual);
        }
        assertThat(actual).asString().isEqualTo(Files.readString(file));
    }
}
