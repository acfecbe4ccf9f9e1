package dev.lockstep.sync.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.Specs;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.SecretData;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.TargetMetadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What every target must do.
abstract class TargetContract {
    static final SecretName NAME = new SecretName("shop", "db");

    /// An empty one; the same one for the time of a test.
    abstract Target target();

    /// Whose Secrets bear our ownership label.
    SyncSpec spec(SecretName name) {
        return Specs.manifest(name);
    }

    /// The Secrets of its making, as far as this test made them.
    List<SecretName> owned() {
        return target().owned();
    }

    @Test
    void hasNothingAtFirst() {
        assertThat(target().look(spec(NAME))).isInstanceOf(TargetMetadata.Absent.class);
        assertThat(target().live(spec(NAME))).isInstanceOf(Live.Absent.class);
        assertThat(owned()).isEmpty();
    }

    @Test
    void showsTheStateThatTheWriteLeft() {
        var objectVersion = write(NAME, "password", "one");
        assertThat(target().look(spec(NAME))).isEqualTo(new TargetMetadata.There(objectVersion, true));
        assertThat(basis(NAME)).isEqualTo(objectVersion);
    }

    @Test
    void givesBackWhatWasWritten() {
        write(NAME, "password", "one", "user", "");
        assertThat(read(NAME)).isEqualTo(Map.of("password", "one", "user", ""));
        assertThat(owned()).containsExactly(NAME);
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
        assertThat(owned()).containsExactly(NAME);
    }

    @Test
    void keepsEveryByte() {
        var bytes = new byte[1 << 16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        try (var data = SecretData.owning(Map.of("blob", Plaintext.owning(Type.STRING, bytes.clone())))) {
            write(NAME, data);
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
        target().remove(other, ObjectVersion.NONE);
        assertThat(read(NAME)).containsEntry("password", "one");
        assertThat(read(elsewhere)).containsEntry("password", "three");
        assertThat(target().live(spec(other))).isInstanceOf(Live.Absent.class);
        assertThat(owned()).containsExactlyInAnyOrder(NAME, elsewhere);
    }

    @Test
    void removesWhatIsNotThereWithoutComplaint() {
        target().remove(NAME, ObjectVersion.NONE);
        write(NAME, "password", "one");
        target().remove(NAME, ObjectVersion.NONE);
        target().remove(NAME, ObjectVersion.NONE);
        assertThat(owned()).isEmpty();
    }

    @Test
    void doesNotKeepWhatItWasLent() {
        var data = data("password", "one");
        write(NAME, data);
        data.close();
        assertThat(read(NAME)).containsEntry("password", "one");
        present(NAME).close();
        assertThat(read(NAME)).containsEntry("password", "one");
    }

    ObjectVersion write(SecretName name, String... pairs) {
        try (var data = data(pairs)) {
            return write(name, data);
        }
    }

    ObjectVersion write(SecretName name, SecretData data) {
        return target().write(spec(name), new SyncPlan.Write(data, List.of(), basis(name)));
    }

    /// The state that a decision made now is made on.
    ObjectVersion basis(SecretName name) {
        try (var live = target().live(spec(name))) {
            return switch (live) {
                case Live.Present(_, var facts) -> facts.objectVersion();
                case Live.Known(_, var facts) -> facts.objectVersion();
                case Live.Absent _, Live.Damaged _, Live.Foreign _ -> ObjectVersion.NONE;
            };
        }
    }

    static SecretData data(String... pairs) {
        Map<String, Plaintext> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], Plaintext.owning(Type.STRING, pairs[i + 1].getBytes(UTF_8)));
        }
        return SecretData.owning(values);
    }

    /// What is there; the caller closes it.
    SecretData present(SecretName name) {
        var live = target().live(spec(name));
        assertThat(live).isInstanceOf(Live.Present.class);
        return ((Live.Present) live).data();
    }

    Map<String, String> read(SecretName name) {
        try (var data = present(name)) {
            Map<String, String> texts = new TreeMap<>();
            data.values().forEach((key, value) -> texts.put(key, new String(value.lent(), UTF_8)));
            return texts;
        }
    }
}
