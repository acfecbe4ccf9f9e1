package dev.lockstep.sync.store.vault;

import static dev.lockstep.sync.store.vault.ScriptedVault.answer;
import static dev.lockstep.sync.store.vault.ScriptedVault.found;
import static dev.lockstep.sync.store.vault.Vaults.DB;
import static dev.lockstep.sync.store.vault.Vaults.DB_PATH;
import static dev.lockstep.sync.store.vault.Vaults.QUICK;
import static dev.lockstep.sync.store.vault.Vaults.fault;
import static dev.lockstep.sync.store.vault.Vaults.read;
import static dev.lockstep.sync.store.vault.Vaults.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.RemoteRef.Facet;
import dev.lockstep.sync.store.SecretStore;
import dev.lockstep.testkit.Canary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class VaultReadTest {
    private static final String DELETED =
            "{\"data\":{\"data\":null,\"metadata\":{\"deletion_time\":\"2026-01-01T00:00:00Z\",\"version\":2}}}";
    private static final String MOUNT = "sys/internal/ui/mounts/secret";
    private static final String UNROUTED = "{\"errors\":[\"no handler for route \\\"secret/data/x\\\"\"]}";
    private static final String WRONG_ENGINE =
            "{\"errors\":[],\"warnings\":[\"Invalid path for a versioned K/V secrets engine\"]}";

    private final Vaults vaults = new Vaults();

    @AfterEach
    void stop() {
        vaults.close();
    }

    @Test
    void givesTheObjectByteForByteWithItsVersion() {
        var data = "{ \"b\":\"ü\\u00fc\", \"a\" : 1e400 }";
        vaults.server.on(DB_PATH, found(7, data));
        var store = vaults.withToken();
        assertThat(value(store, DB)).isEqualTo(data);
        var found = (Fetched.Found) read(store, DB);
        assertThat(found.version()).isEqualTo("7");
        assertThat(found.readAt()).isEqualTo(vaults.now());
        assertThat(vaults.server.requests(DB_PATH).getFirst().header("X-Vault-Token"))
                .isEqualTo("given-token");
    }

    @Test
    void asksForAnOldVersion() {
        vaults.server.on(DB_PATH + "?version=3", found(3, "{\"a\":\"old\"}"));
        assertThat(value(vaults.withToken(), new RemoteRef("shop/db", "3", Facet.VALUE)))
                .isEqualTo("{\"a\":\"old\"}");
    }

    @Test
    void readsTheFirstEngine() {
        vaults.server.on("secret/shop/db", answer(200, "{\"data\":{\"a\":\"b\"},\"lease_duration\":3600}"));
        var store = firstEngine();
        assertThat(value(store, DB)).isEqualTo("{\"a\":\"b\"}");
        assertThat(((Fetched.Found) read(store, DB)).version()).isEmpty();
        assertThat(fault(store, new RemoteRef("shop/db", "1", Facet.VALUE)).cause())
                .isEqualTo(Cause.SPEC_INVALID);
        assertThat(fault(store, new RemoteRef("shop/db", "", Facet.METADATA)).cause())
                .isEqualTo(Cause.SPEC_INVALID);
    }

    private SecretStore firstEngine() {
        return vaults.open(Stores.provider(vaults.server.address().toString(), "v1", Stores.token()), QUICK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"owner":"me","n":"1"} | {"owner":"me","n":"1","created_time":"T","delete_version_after":"0s","current_version":4}
            {"created_time":"mine"}| {"created_time":"mine","delete_version_after":"0s","current_version":4}
            {}                     | {"created_time":"T","delete_version_after":"0s","current_version":4}
            null                   | {"created_time":"T","delete_version_after":"0s","current_version":4}
            """)
    void metadataAreCustomOnesAndThoseOfTheEngine(String custom, String joined) {
        vaults.server.on(
                "secret/metadata/shop/db",
                answer(
                        200,
                        "{\"data\":{\"created_time\":\"T\",\"current_version\":4,\"custom_metadata\":" + custom
                                + ",\"delete_version_after\":\"0s\",\"versions\":{\"4\":{}}}}"));
        var store = vaults.withToken();
        var reference = new RemoteRef("shop/db", "", Facet.METADATA);
        assertThat(value(store, reference)).isEqualTo(joined);
        assertThat(((Fetched.Found) read(store, reference)).version()).isEqualTo("4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"errors\":[]}", DELETED})
    void takesVaultsWordForAbsence(String body) {
        vaults.server.on(DB_PATH, answer(404, body));
        assertThat(read(vaults.withToken(), DB)).isEqualTo(new Fetched.Absent(vaults.now()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"data":{"path":"secret/","type":"kv","options":null}}            | KV_VERSION
            {"data":{"path":"secret/","type":"kv","options":{"version":"1"}}} | KV_VERSION
            {"data":{"path":"","type":"kv","options":{"version":"2"}}}        | MOUNT_NOT_FOUND
            {"data":{}}                                                       | ANSWER_INVALID
            <html>welcome</html>                                              | ANSWER_INVALID
            """)
    void noSecretIsMissingFromAnEngineOfAnotherVersion(String mount, Cause cause) {
        vaults.server.on(DB_PATH, answer(404, "{\"errors\":[]}")).on(MOUNT, answer(200, mount));
        var error = fault(vaults.withToken(), DB);
        assertThat(error.cause()).isEqualTo(cause);
        assertThat(error.next()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"403, ACCESS_DENIED", "404, ANSWER_INVALID", "405, ANSWER_INVALID", "503, UNREACHABLE"})
    void noSecretIsMissingBeforeTheEngineIsKnown(int status, Cause cause) {
        vaults.server.on(DB_PATH, answer(404, "{\"errors\":[]}")).on(MOUNT, answer(status, "{\"errors\":[]}"));
        assertThat(fault(vaults.withToken(), DB).cause()).isEqualTo(cause);
    }

    @Test
    void asksForTheEngineOnceAndOnlyWhenSomethingIsMissing() {
        vaults.server.on(DB_PATH, found(1, "{}"));
        var store = vaults.withToken();
        value(store, DB);
        assertThat(vaults.server.requests(MOUNT)).isEmpty();
        for (var key : List.of("gone", "never", "gone")) {
            assertThat(read(store, RemoteRef.newest(key))).isInstanceOf(Fetched.Absent.class);
        }
        assertThat(vaults.server.requests(MOUNT)).hasSize(1);
        vaults.pass(Duration.ofMinutes(2));
        read(store, RemoteRef.newest("gone"));
        assertThat(vaults.server.requests(MOUNT)).hasSize(2);
    }

    @Test
    void theFirstEngineMayBeMountedAbove() {
        vaults.server.on(MOUNT, ScriptedVault.mount("", "{}"));
        assertThat(read(firstEngine(), DB)).isInstanceOf(Fetched.Absent.class);
    }

    @Test
    void theSecondEngineIsNotTakenForTheFirst() {
        vaults.server.on("secret/shop/db", answer(404, WRONG_ENGINE));
        assertThat(fault(firstEngine(), DB).cause()).isEqualTo(Cause.KV_VERSION);
        vaults.server.on("secret/shop/db", answer(404, "{\"errors\":[]}"));
        assertThat(fault(firstEngine(), DB).cause()).isEqualTo(Cause.KV_VERSION);
    }

    @Test
    void aMountThatIsNotThereIsToldApart() {
        vaults.server.on(DB_PATH, answer(404, UNROUTED));
        assertThat(fault(vaults.withToken(), DB).cause()).isEqualTo(Cause.MOUNT_NOT_FOUND);
    }

    /// A 404 of somebody else would let a deletion policy empty the target.
    @ParameterizedTest
    @ValueSource(strings = {"", "default backend - 404", "<html>not found</html>", UNROUTED, WRONG_ENGINE, "{}", "[]"})
    void takesNobodyElsesWordForAbsence(String body) {
        vaults.server.on(DB_PATH, answer(404, body));
        assertThat(fault(vaults.withToken(), DB).cause())
                .isIn(Cause.ANSWER_INVALID, Cause.SECRET_NOT_FOUND, Cause.MOUNT_NOT_FOUND, Cause.KV_VERSION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>login please</html>",
                "{}",
                "[]",
                "{\"data\":null}",
                "{\"data\":{}}",
                "{\"data\":{\"a\":\"CANARY-7f3a-do-not-print\"}}",
                "{\"data\":{\"data\":null,\"metadata\":{\"version\":1}}}",
                "{\"data\":{\"data\":\"CANARY-7f3a-do-not-print\",\"metadata\":{\"version\":1}}}",
                "{\"data\":{\"data\":{\"a\":\"CANARY-7f3a-do-not-print\"",
                "{\"data\":{\"data\":{\"a\":1},\"metadata\":{\"version\":1}}} CANARY-7f3a-do-not-print"
            })
    void whatIsNoAnswerIsNeitherDataNorAbsence(String body) {
        vaults.server.on(DB_PATH, answer(200, body));
        assertThat(fault(vaults.withToken(), DB).cause()).isEqualTo(Cause.ANSWER_INVALID);
    }

    @Test
    void noFaultAndNoResultShowsASecret() {
        vaults.server.on(DB_PATH, found(1, "{\"a\":\"" + Canary.text() + "\"}"));
        try (var fetched = read(vaults.withToken(), DB)) {
            Canary.assertAbsent(fetched.toString());
        }
        vaults.server.on(DB_PATH, answer(500, "{\"errors\":[\"" + Canary.text() + "\"]}", "X-A", Canary.text()));
        fault(vaults.withToken(), DB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../../sys/seal", "a/../../b", "a\nb"})
    void refusesKeysThatAreNoPathsAndAsksNobody(String key) {
        assertThat(fault(vaults.withToken(), RemoteRef.newest(key)).cause()).isEqualTo(Cause.SPEC_INVALID);
        assertThat(vaults.server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1&list=true", "99999999999"})
    void refusesVersionsThatAreNoNumbers(String version) {
        assertThat(fault(vaults.withToken(), new RemoteRef("shop/db", version, Facet.VALUE))
                        .cause())
                .isEqualTo(Cause.SPEC_INVALID);
        assertThat(vaults.server.requests()).isEmpty();
    }

    @Test
    void sendsNamespacesHeadersAndTheNewestIndex() {
        vaults.server.on(DB_PATH, answer(200, ScriptedVault.secret(1, "{}"), "X-Vault-Index", "v1:abc"));
        vaults.server.on("auth/approle/login", ScriptedVault.token("role-token", 60, false));
        vaults.credentials.holding(Stores.SECRET_ID, "id");
        var plain = Stores.provider(vaults.server.address().toString(), "v2", Stores.appRole("role"));
        var store = vaults.open(Stores.inNamespaces(plain, "team", "admin", Map.of("X-Route", "blue")), QUICK);
        value(store, DB);
        value(store, DB);
        var login = vaults.server.requests("auth/approle/login").getFirst();
        assertThat(login.header("X-Vault-Namespace")).isEqualTo("admin");
        assertThat(login.header("X-Route")).isEqualTo("blue");
        assertThat(vaults.server.requests(DB_PATH)).hasSize(2).allSatisfy(read -> {
            assertThat(read.header("X-Vault-Namespace")).isEqualTo("team");
            assertThat(read.header("X-Route")).isEqualTo("blue");
            assertThat(read.header("X-Vault-Inconsistent")).isEqualTo("forward-active-node");
            assertThat(read.header("X-Vault-Request")).isEqualTo("true");
        });
        assertThat(vaults.server.requests(DB_PATH).getLast().header("X-Vault-Index"))
                .isEqualTo("v1:abc");
    }

    @Test
    void aBatchAsksAServiceThatIsDownOnce() {
        vaults.server.on(DB_PATH, answer(502, "bad gateway"));
        var other = RemoteRef.newest("shop/mail");
        var answers = vaults.withToken().fetch(List.of(DB, other));
        assertThat(answers)
                .containsOnlyKeys(DB, other)
                .allSatisfy((_, failed) -> assertThat(failed)
                        .isInstanceOfSatisfying(
                                Fetched.Failed.class,
                                failure -> assertThat(failure.error().cause()).isEqualTo(Cause.UNREACHABLE)));
        assertThat(vaults.server.requests()).hasSize(1);
    }
}
