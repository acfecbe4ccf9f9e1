package dev.lockstep.sync.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.FakeProvider;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.RemoteRef.Facet;
import dev.lockstep.sync.engine.SecretValue;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakeProviderStoreTest extends SecretStoreContract {
    private static final InstantSource NOW = InstantSource.fixed(Instant.EPOCH);

    private static FakeProvider.Item item(String key, String version, String value) {
        return new FakeProvider.Item(key, value, version);
    }

    private static FakeProviderStore store(FakeProvider.Item... items) {
        return new FakeProviderStore(new FakeProvider(Arrays.asList(items), null), NOW);
    }

    @Override
    SecretStore store() {
        return store(
                item(DB.key(), "", "{\"user\":\"USER\",\"password\":\"PASSWORD\"}"),
                item(MAIL.key(), "", "{\"token\":\"TOKEN\"}"));
    }

    @Override
    boolean hasVersions() {
        return false;
    }

    @ParameterizedTest
    @CsvSource({
        "a, '', newest",
        "a, v1, first",
        "a, V1, absent",
        "a, v2, absent",
        "b, '', last",
        "c, '', absent",
        "c, v9, ''",
        "A, '', absent",
    })
    void findsWhatHasTheSameKeyAndVersion(String key, String version, String expected) {
        var store = store(
                item("a", "", "newest"),
                item("a", "v1", "first"),
                item("b", "", "one"),
                item("b", "", "last"),
                item("c", "v9", ""));
        var reference = new RemoteRef(key, version, Facet.VALUE);
        var answer = store.fetch(List.of(reference)).get(reference);
        assertThat(answer instanceof Fetched.Absent ? "absent" : text((Fetched.Found) answer))
                .isEqualTo(expected);
    }

    @Test
    void hasNoMetadata() {
        var reference = new RemoteRef(DB.key(), "", Facet.METADATA);
        assertThat(store().fetch(List.of(reference)).get(reference))
                .isInstanceOfSatisfying(
                        Fetched.Failed.class,
                        failed -> assertThat(failed.nextTry()).isEqualTo(Instant.MAX));
    }

    @ParameterizedTest
    @CsvSource({", Ready", "0, Ready", "1, Unknown", "2, Failed", "3, Failed"})
    void isAsWellAsItSays(Integer result, String health) {
        var store = new FakeProviderStore(new FakeProvider(List.of(), result), NOW);
        assertThat(store.check().getClass().getSimpleName()).isEqualTo(health);
    }

    private static String text(Fetched.Found found) {
        return new String(((SecretValue.Whole) found.value()).bytes().lent(), UTF_8);
    }
}
