package dev.lockstep.sync.store.vault;

import static dev.lockstep.sync.store.vault.ScriptedVault.answer;
import static dev.lockstep.sync.store.vault.ScriptedVault.found;
import static dev.lockstep.sync.store.vault.ScriptedVault.raw;
import static dev.lockstep.sync.store.vault.Vaults.DB;
import static dev.lockstep.sync.store.vault.Vaults.DB_PATH;
import static dev.lockstep.sync.store.vault.Vaults.HASTY;
import static dev.lockstep.sync.store.vault.Vaults.fault;
import static dev.lockstep.sync.store.vault.Vaults.value;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.engine.Cause;
import dev.lockstep.sync.store.SecretStore;
import dev.lockstep.sync.store.vault.ScriptedVault.Script;
import dev.lockstep.testkit.Canary;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class VaultWireTest {
    private static final String GOOD = ScriptedVault.secret(1, "{\"a\":\"" + Canary.text() + "\"}");

    private final Vaults vaults = new Vaults();

    @AfterEach
    void stop() {
        vaults.close();
    }

    private SecretStore hasty() {
        return vaults.open(Stores.token(), HASTY);
    }

    private static String head(String length) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\nConnection: close\r\n\r\n";
    }

    @Test
    void doesNotWaitForAStallAfterTheHeaders() {
        vaults.server.on(DB_PATH, (_, out) -> {
            out.write(head("100").getBytes(ISO_8859_1));
            out.flush();
            Thread.sleep(60_000);
        });
        assertThat(fault(hasty(), DB).cause()).isEqualTo(Cause.TIMEOUT);
    }

    @Test
    void doesNotWaitForAnAnswerThatDrips() {
        vaults.server.on(DB_PATH, (_, out) -> {
            out.write(head("50000").getBytes(ISO_8859_1));
            while (true) {
                out.write(' ');
                out.flush();
                Thread.sleep(50);
            }
        });
        assertThat(fault(hasty(), DB).cause()).isEqualTo(Cause.TIMEOUT);
    }

    @Test
    void doesNotWaitForAServerThatSaysNothing() {
        vaults.server.on(DB_PATH, (_, _) -> Thread.sleep(60_000));
        assertThat(fault(hasty(), DB).cause()).isEqualTo(Cause.TIMEOUT);
    }

    @Test
    void usesNoConnectionAgainThatItGaveUp() {
        vaults.server.on(DB_PATH, (_, _) -> Thread.sleep(60_000), found(1, "{}"));
        var store = hasty();
        assertThat(fault(store, DB).cause()).isEqualTo(Cause.TIMEOUT);
        assertThat(value(store, DB)).isEqualTo("{}");
    }

    @Test
    void anInterruptEndsAReadAndStaysSet() throws InterruptedException {
        vaults.server.on(DB_PATH, (_, _) -> Thread.sleep(60_000));
        var store = vaults.withToken();
        var seen = new boolean[1];
        var reader = Thread.ofVirtual().start(() -> {
            assertThat(fault(store, DB).cause()).isEqualTo(Cause.TIMEOUT);
            seen[0] = Thread.currentThread().isInterrupted();
        });
        while (vaults.server.requests(DB_PATH).isEmpty()) {
            Thread.sleep(5);
        }
        reader.interrupt();
        reader.join();
        assertThat(seen[0]).isTrue();
    }

    /// Whether the end of the connection or its reset is seen first is chance.
    private static final List<Cause> BROKEN_OFF = List.of(Cause.ANSWER_INVALID, Cause.UNREACHABLE);

    @Test
    void anAnswerThatBreaksOffIsNoAnswer() {
        var cut = GOOD.substring(0, GOOD.length() - 20);
        vaults.server.on(DB_PATH, raw(head("" + GOOD.length()) + cut));
        assertThat(fault(vaults.withToken(), DB).cause()).isIn(BROKEN_OFF);
        vaults.server.on(DB_PATH, raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n" + cut));
        assertThat(fault(vaults.withToken(), DB).cause()).isIn(BROKEN_OFF);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 60})
    void aLengthThatLeavesTheEndOutIsNoAnswer(int missing) {
        vaults.server.on(DB_PATH, raw(head("" + (GOOD.length() - missing)) + GOOD));
        assertThat(fault(vaults.withToken(), DB).cause()).isEqualTo(Cause.ANSWER_INVALID);
    }

    @Test
    void doesNotTakeAnAnnouncedGigabyte() {
        var sent = new AtomicLong();
        vaults.server.on(DB_PATH, endless(head("1073741824"), sent));
        assertThat(fault(hasty(), DB).cause()).isEqualTo(Cause.TOO_LARGE);
        assertThat(sent.get()).isLessThan(64 << 20);
    }

    @Test
    void doesNotTakeAnEndlessAnswer() {
        var sent = new AtomicLong();
        vaults.server.on(DB_PATH, endless("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", sent));
        assertThat(fault(hasty(), DB).cause()).isEqualTo(Cause.TOO_LARGE);
        assertThat(sent.get()).isLessThan(64 << 20);
    }

    private static Script endless(String head, AtomicLong sent) {
        return (_, out) -> {
            out.write(head.getBytes(ISO_8859_1));
            var block = new byte[64 << 10];
            while (sent.addAndGet(block.length) < 1 << 30) {
                out.write(block);
            }
        };
    }

    @Test
    void takesAnAnswerUpToTheLimit() {
        int room = HASTY.body() - ScriptedVault.secret(1, "{\"a\":\"\"}").length();
        vaults.server.on(
                DB_PATH,
                found(1, "{\"a\":\"" + "x".repeat(room) + "\"}"),
                found(1, "{\"a\":\"" + "x".repeat(room + 1) + "\"}"));
        var store = hasty();
        assertThat(value(store, DB)).hasSize(room + 8);
        assertThat(fault(store, DB).cause()).isEqualTo(Cause.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate"})
    void unpacksNothing(String encoding) {
        vaults.server.on(DB_PATH, answer(200, GOOD, "Content-Encoding", encoding));
        assertThat(fault(vaults.withToken(), DB).cause()).isEqualTo(Cause.ANSWER_INVALID);
        assertThat(vaults.server.requests(DB_PATH).getFirst().header("Accept-Encoding"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 99999 No\r\n\r\n", "\u0000\u0001\u0002"})
    void whatIsNotHttpIsUnreachable(String text) {
        vaults.server.on(DB_PATH, raw(text));
        assertThat(fault(vaults.withToken(), DB).cause()).isEqualTo(Cause.UNREACHABLE);
    }

    @Test
    void aClosedPortIsToldApart() throws Exception {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        var store = vaults.open(Stores.provider("http://127.0.0.1:" + closed, "v2", Stores.token()), HASTY);
        assertThat(fault(store, DB).what()).isEqualTo("refuses connections");
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void asksAgainWhenAStandbyNamesTheSameAddress(int status) {
        var same = vaults.server.address() + "/v1/" + DB_PATH;
        vaults.server.on(DB_PATH, answer(status, "", "Location", same), found(1, "{\"a\":\"b\"}"));
        assertThat(value(vaults.withToken(), DB)).isEqualTo("{\"a\":\"b\"}");
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void bringsTheTokenToNoOtherPortOfTheHost(int status) {
        try (var neighbour = new ScriptedVault()) {
            neighbour.on(DB_PATH, found(1, "{}"));
            vaults.server.on(DB_PATH, answer(status, "", "Location", neighbour.address() + "/v1/" + DB_PATH));
            assertThat(fault(vaults.withToken(), DB).cause()).isEqualTo(Cause.UNREACHABLE);
            assertThat(neighbour.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void bringsTheTokenToNoOtherHost(int status) {
        try (var foreign = new ScriptedVault()) {
            foreign.on(DB_PATH, found(1, "{}"));
            var location = "http://localhost:" + foreign.address().getPort() + "/v1/" + DB_PATH;
            vaults.server.on(DB_PATH, answer(status, "", "Location", location));
            assertThat(fault(vaults.withToken(), DB).cause()).isEqualTo(Cause.UNREACHABLE);
            assertThat(foreign.requests()).isEmpty();
        }
    }

    @Test
    void aRedirectToAnotherPathIsNotFollowed() {
        vaults.server
                .on(DB_PATH, answer(307, "", "Location", "/v1/secret/data/shop/other"))
                .on("secret/data/shop/other", found(1, "{}"));
        assertThat(fault(vaults.withToken(), DB).cause()).isEqualTo(Cause.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://169.254.169.254/latest",
                "https://127.0.0.1/",
                "file:///etc/passwd",
                "http://me@127.0.0.1/",
                "::::",
                "http://[fe80::1]/"
            })
    void followsNothingElse(String location) {
        vaults.server.on(DB_PATH, answer(307, "", "Location", location));
        assertThat(fault(vaults.withToken(), DB).cause()).isIn(Cause.UNREACHABLE, Cause.STORE_INVALID);
        assertThat(vaults.server.requests()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void followsNoCircle() {
        vaults.server.on(DB_PATH, answer(307, "", "Location", vaults.server.address() + "/v1/" + DB_PATH));
        assertThat(fault(vaults.withToken(), DB).cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(vaults.server.requests()).hasSize(3);
    }
}
