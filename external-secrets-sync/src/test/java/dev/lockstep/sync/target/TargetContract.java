package dev.lockstep.sync.target;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.Wishes;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.Mark;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What every target must do.
abstract class TargetContract {
    static final SecretName NAME = new SecretName("shop", "db");

    /// An empty one; the same one for the time of a test.
    abstract Target target();

    @Test
    void hasNothingAtFirst() {
        assertThat(target().live(Wishes.manifest(NAME))).isInstanceOf(Live.Absent.class);
        assertThat(target().owned()).isEmpty();
    }

    @Test
    void givesBackWhatWasWritten() {
        write(NAME, "password", "one", "user", "");
        assertThat(read(NAME)).isEqualTo(Map.of("password", "one", "user", ""));
        assertThat(target().owned()).containsExactly(NAME);
    }

    @Test
    void replacesTheWholeOfASecret() {
        write(NAME, "password", "one", "user", "me");
        write(NAME, "password", "two", "token", "new");
        assertThat(read(NAME)).isEqualTo(Map.of("password", "two", "token", "new"));
    }

    @Test
    void holdsASecretWithoutKeys() {
        write(NAME, "password", "one");
        write(NAME);
        assertThat(read(NAME)).isEmpty();
        assertThat(target().owned()).containsExactly(NAME);
    }

    @Test
    void keepsEveryByte() {
        var bytes = new byte[1 << 16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        try (var data = SecretData.owning(Map.of("blob", Plaintext.owning(Type.STRING, bytes.clone())))) {
            target().write(Wishes.manifest(NAME), Wishes.writing(data));
        }
        try (var data = present(NAME)) {
            assertThat(data.values().get("blob").lent()).isEqualTo(bytes);
        }
    }

    @Test
    void keepsSecretsApart() {
        var other = new SecretName("shop", "db.example.org");
        var elsewhere = new SecretName("bank", "db");
        write(NAME, "password", "one");
        write(other, "password", "two");
        write(elsewhere, "password", "three");
        target().remove(other, Mark.NONE);
        assertThat(read(NAME)).containsEntry("password", "one");
        assertThat(read(elsewhere)).containsEntry("password", "three");
        assertThat(target().live(Wishes.manifest(other))).isInstanceOf(Live.Absent.class);
        assertThat(target().owned()).containsExactlyInAnyOrder(NAME, elsewhere);
    }

    @Test
    void removesWhatIsNotThereWithoutComplaint() {
        target().remove(NAME, Mark.NONE);
        write(NAME, "password", "one");
        target().remove(NAME, Mark.NONE);
        target().remove(NAME, Mark.NONE);
        assertThat(target().owned()).isEmpty();
    }

    @Test
    void doesNotKeepWhatItWasLent() {
        var data = data("password", "one");
        target().write(Wishes.manifest(NAME), Wishes.writing(data));
        data.close();
        assertThat(read(NAME)).containsEntry("password", "one");
        present(NAME).close();
        assertThat(read(NAME)).containsEntry("password", "one");
    }

    void write(SecretName name, String... pairs) {
        try (var data = data(pairs)) {
            target().write(Wishes.manifest(name), Wishes.writing(data));
        }
    }

    static SecretData data(String... pairs) {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], Plaintext.owning(Type.STRING, pairs[i + 1].getBytes(UTF_8)));
        }
        return SecretData.owning(values);
    }

    private SecretData present(SecretName name) {
        assertThat(target().live(Wishes.manifest(name))).isInstanceOf(Live.Present.class);
        return ((Live.Present) target().live(Wishes.manifest(name))).data();
    }

    Map<String, String> read(SecretName name) {
        try (var data = present(name)) {
            Map<String, String> texts = new TreeMap<>();
            data.values().forEach((key, value) -> texts.put(key, new String(value.lent(), UTF_8)));
            return texts;
        }
    }
}
