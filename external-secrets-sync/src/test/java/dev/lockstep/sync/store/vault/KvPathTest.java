package dev.lockstep.sync.store.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KvPathTest {
    @ParameterizedTest(name = "{0}: mount {1}, key {2}")
    @CsvSource(textBlock = """
            V2, secret,      shop/db,                 secret/data/shop/db
            V2, secret,      secret/shop/db,          secret/data/shop/db
            V2, secret,      secret/data/shop/db,     secret/data/shop/db
            V2, secret,      data/shop/db,            secret/data/data/shop/db
            V2, secret,      secret/data,             secret/data/data
            V2, secret,      secret,                  secret/data/secret
            V2, secret,      secretshop/db,           secret/data/secretshop/db
            V2, /team/kv/,   shop/db,                 team/kv/data/shop/db
            V2, team/kv,     team/kv/shop/db,         team/kv/data/shop/db
            V2, team/kv,     team/kv/data/shop/db,    team/kv/data/shop/db
            V2, '',          secret/shop/db,          secret/data/shop/db
            V2, '',          secret/data/shop/db,     secret/data/shop/db
            V2, '',          team/kv/data/shop/db,    team/kv/data/shop/db
            V2, '',          secret/data,             secret/data/data
            V2, secret,      /shop//db/,              secret/data/shop/db
            V1, kv,          shop/db,                 kv/shop/db
            V1, kv,          kv/shop/db,              kv/shop/db
            V1, kv,          kv/data/shop/db,         kv/data/shop/db
            V1, '',          kv/shop/db,              kv/shop/db
            """)
    void putsTheMountBeforeTheKeyOnce(KvVersion version, String mount, String key, String path) {
        assertThat(String.join("/", KvPath.of(version, mount, key).value())).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"secret, shop/db", "secret, secret/data/shop/db", "'', secret/shop/db", "'', secret/data/shop/db"})
    void metadataStandBesideTheValue(String mount, String key) {
        assertThat(KvPath.of(KvVersion.V2, mount, key).metadata()).containsExactly("secret", "metadata", "shop", "db");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "..", "a/../b", "a/./b", "a\nb", "\u0085"})
    void refusesWhatIsNoPath(String key) {
        assertThatThrownBy(() -> KvPath.of(KvVersion.V2, "secret", key))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refused -> assertThat(refused.error().cause()).isEqualTo(Cause.SPEC_INVALID));
    }

    @Test
    void aKeyThatIsOnlyAMountIsRefused() {
        assertThatThrownBy(() -> KvPath.of(KvVersion.V2, "", "secret")).isInstanceOf(StoreException.class);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a?b#c,          a%3Fb%23c
            a%2e%2e,        a%252e%252e
            käse brot+wein, k%C3%A4se%20brot%2Bwein
            a&b=c;d,        a%26b%3Dc%3Bd
            """)
    void noPartOfAKeyIsTakenForAnythingElse(String key, String encoded) {
        var path = KvPath.of(KvVersion.V1, "kv", key).value();
        assertThat(VaultCall.get(path, "", "").encoded()).isEqualTo("/v1/kv/" + encoded);
    }
}
