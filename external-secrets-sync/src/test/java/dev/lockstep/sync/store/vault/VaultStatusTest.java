package dev.lockstep.sync.store.vault;

import static dev.lockstep.sync.store.vault.ScriptedVault.answer;
import static dev.lockstep.sync.store.vault.ScriptedVault.found;
import static dev.lockstep.sync.store.vault.ScriptedVault.refused;
import static dev.lockstep.sync.store.vault.Vaults.DB;
import static dev.lockstep.sync.store.vault.Vaults.DB_PATH;
import static dev.lockstep.sync.store.vault.Vaults.failure;
import static dev.lockstep.sync.store.vault.Vaults.fault;
import static dev.lockstep.sync.store.vault.Vaults.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class VaultStatusTest {
    private final Vaults vaults = new Vaults();

    @AfterEach
    void stop() {
        vaults.close();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            400 | {"errors":["bad"]}             | SECRET_NOT_FOUND
            403 | {"errors":["denied"]}          | ACCESS_DENIED
            403 | <html>forbidden</html>         | ACCESS_DENIED
            404 | {"errors":["no handler"]}      | SECRET_NOT_FOUND
            405 | {"errors":["unsupported"]}     | SECRET_NOT_FOUND
            412 | {"errors":["behind"]}          | UNREACHABLE
            429 | {"errors":["quota exceeded"]}  | THROTTLED
            500 | {"errors":["internal"]}        | UNREACHABLE
            502 | <html>bad gateway</html>       | UNREACHABLE
            503 | {"errors":["Vault is sealed"]} | SEALED
            503 | no healthy upstream            | UNREACHABLE
            504 | ''                             | UNREACHABLE
            204 | ''                             | ANSWER_INVALID
            418 | ''                             | ANSWER_INVALID
            """)
    void everyStatusHasItsCauseAndNoneIsAbsence(int status, String body, Cause cause) {
        vaults.server.on(DB_PATH, answer(status, body));
        var error = fault(vaults.withToken(), DB);
        assertThat(error.cause()).isEqualTo(cause);
        assertThat(error.line()).contains("" + status);
        assertThat(error.next()).isNotEmpty();
    }

    @Test
    void goesOnByItselfWhenAFaultIsOver() {
        vaults.server.on(
                DB_PATH,
                answer(503, "{\"errors\":[\"Vault is sealed\"]}"),
                answer(500, ""),
                refused(),
                found(1, "{\"a\":\"b\"}"));
        var store = vaults.withToken();
        assertThat(fault(store, DB).cause()).isEqualTo(Cause.SEALED);
        assertThat(fault(store, DB).cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(fault(store, DB).cause()).isEqualTo(Cause.ACCESS_DENIED);
        assertThat(value(store, DB)).isEqualTo("{\"a\":\"b\"}");
    }

    @ParameterizedTest
    @CsvSource({"429, 7, 7", "503, 30, 30", "429, 0, 0", "429, 999999999, 3600"})
    void comesBackWhenTheServerSays(int status, String header, long seconds) {
        vaults.server.on(DB_PATH, answer(status, "", "Retry-After", header));
        assertThat(failure(vaults.withToken(), DB).nextTry())
                .isEqualTo(vaults.now().plusSeconds(seconds));
    }

    @Test
    void comesBackAtADate() {
        var later = vaults.now().plus(Duration.ofMinutes(3));
        var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(later.atOffset(ZoneOffset.UTC));
        vaults.server.on(DB_PATH, answer(429, "", "Retry-After", date));
        assertThat(failure(vaults.withToken(), DB).nextTry()).isEqualTo(later);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "9999999999999"})
    void whatIsNoTimeIsNoHint(String header) {
        vaults.server.on(DB_PATH, answer(429, "", "Retry-After", header));
        assertThat(failure(vaults.withToken(), DB).nextTry()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void asksAFollowerThatIsBehindAgain() {
        vaults.server.on(DB_PATH, answer(412, ""), answer(412, ""), found(2, "{}"));
        assertThat(value(vaults.withToken(), DB)).isEqualTo("{}");
    }

    @Test
    void givesUpOnAFollowerThatStaysBehind() {
        vaults.server.on(DB_PATH, answer(412, ""));
        fault(vaults.withToken(), DB);
        assertThat(vaults.server.requests(DB_PATH)).hasSize(3);
    }
}
