package dev.lockstep.sync.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SecretValue;
import dev.lockstep.testkit.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What every store must do.
abstract class SecretStoreContract {
    static final RemoteRef DB = RemoteRef.newest("db.yaml#shop/db");
    static final RemoteRef MAIL = RemoteRef.newest("mail.yaml#shop/mail");

    /// One in which [#DB] has `user` and `password`, and [#MAIL] has `token`; the values are the keys in capitals.
    abstract SecretStore store();

    /// Whether the store has names for the states of a secret.
    boolean hasVersions() {
        return true;
    }

    @Test
    void givesTheDataWithAVersionIfItHasVersions() {
        assertThat(values(fetch(DB))).isEqualTo(Map.of("user", "USER", "password", "PASSWORD"));
        assertThat(((Fetched.Found) fetch(DB)).version().isEmpty()).isEqualTo(!hasVersions());
    }

    @Test
    void answersEveryReferenceOfABatch() {
        var nothing = RemoteRef.newest("db.yaml#shop/nothing");
        var answers = store().fetch(List.of(MAIL, nothing, DB, MAIL));
        assertThat(answers).containsOnlyKeys(MAIL, nothing, DB);
        assertThat(values(answers.get(MAIL))).isEqualTo(Map.of("token", "TOKEN"));
        assertThat(answers.get(nothing)).isInstanceOf(Fetched.Absent.class);
    }

    @Test
    void anEmptyBatchHasNoAnswers() {
        assertThat(store().fetch(List.of())).isEmpty();
    }

    @Test
    void answersTheSameAgain() {
        var store = store();
        assertThat(values(store.fetch(List.of(DB)).get(DB)))
                .isEqualTo(values(store.fetch(List.of(DB)).get(DB)));
    }

    private Fetched fetch(RemoteRef reference) {
        return store().fetch(List.of(reference)).get(reference);
    }

    static Map<String, String> values(Fetched fetched) {
        assertThat(fetched).isInstanceOf(Fetched.Found.class);
        return switch (((Fetched.Found) fetched).value()) {
            case SecretValue.Members(var data) -> {
                Map<String, String> texts = new TreeMap<>();
                data.values().forEach((key, value) -> texts.put(key, new String(value.lent(), UTF_8)));
                yield texts;
            }
            case SecretValue.Whole(var json) -> {
                Map<String, String> texts = new TreeMap<>();
                Json.parse(json.lent()).fields().forEach((key, value) -> texts.put(key, String.valueOf(value.value())));
                yield texts;
            }
        };
    }
}
