package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLogTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123456Z");

    private final ByteArrayOutputStream sink = new ByteArrayOutputStream();

    private String written() {
        return sink.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesOneLineOfJsonInTheOrderOfTheFields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("resource", "team/db\n\"");
        fields.put("ms", 12L);
        fields.put("versions", List.of("1", "2"));
        try (var log = JsonLog.to(sink, () -> NOON, JsonLog.Level.INFO, TimeEncoding.MILLISECONDS)) {
            log.line(JsonLog.Level.INFO, "pass", fields);
            log.line(JsonLog.Level.DEBUG, "quiet", Map.of());
        }
        assertThat(written())
                .isEqualTo("{\"ts\":\"2026-11-24T12:00:00.123Z\",\"level\":\"info\",\"msg\":\"pass\","
                        + "\"resource\":\"team/db\\n\\\"\",\"ms\":12,\"versions\":[\"1\",\"2\"]}\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "EPOCH, 1.795521600123456E9",
                "MILLIS, 1795521600123",
                "NANO, 1795521600123456000",
                "RFC3339, \"2026-11-24T12:00:00Z\"",
                "RFC3339NANO, \"2026-11-24T12:00:00.123456Z\""
            })
    void writesTimesAsEsoDoesWhereThatIsAskedFor(TimeEncoding encoding, String time) {
        try (var log = JsonLog.to(sink, () -> NOON, JsonLog.Level.WARN, encoding)) {
            log.line(JsonLog.Level.INFO, "quiet", Map.of());
            log.line(JsonLog.Level.ERROR, "loud", Map.of());
        }
        assertThat(written()).isEqualTo("{\"ts\":" + time + ",\"level\":\"error\",\"msg\":\"loud\"}\n");
    }

    @Test
    @Timeout(60)
    void neverWaitsForAStreamThatTakesNothingAndCountsWhatIsLost() {
        var stuck = new CountDownLatch(1);
        var blocked = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        var log = JsonLog.to(blocked, () -> NOON, JsonLog.Level.INFO, TimeEncoding.MILLISECONDS);
        for (int i = 0; i < 1_500; i++) {
            log.line(JsonLog.Level.INFO, "line", Map.of());
        }
        assertThat(log.dropped()).isBetween(498L, 500L);
        long before = System.nanoTime();
        log.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        stuck.countDown();
    }

    @Test
    void outlivesAClosedPipe() {
        var closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        };
        var log = JsonLog.to(closed, () -> NOON, JsonLog.Level.INFO, TimeEncoding.MILLISECONDS);
        log.line(JsonLog.Level.INFO, "line", Map.of());
        log.close();
        assertThat(log.dropped()).isEqualTo(1);
    }

    @Test
    void keepsTheTextsOfLibrariesToItself() {
        try (var log = JsonLog.to(sink, () -> NOON, JsonLog.Level.INFO, TimeEncoding.MILLISECONDS)) {
            LibraryLogs.routeTo(log);
            Logger.getLogger("some.Library")
                    .log(
                            Level.WARNING,
                            "got canary-text",
                            new IllegalStateException("canary-text", new IOException("canary-text")));
            Logger.getLogger("some.Library").info("canary-text");
        } finally {
            LogManager.getLogManager().reset();
        }
        assertThat(written())
                .contains("\"logger\":\"some.Library\"")
                .contains("\"exception\":\"IllegalStateException < IOException\"")
                .doesNotContain("canary-text")
                .hasLineCount(1);
    }

    @Test
    void leavesOutWhatTheElectorWarnsOfWithEachTry() {
        try (var log = JsonLog.to(sink, () -> NOON, JsonLog.Level.INFO, TimeEncoding.MILLISECONDS)) {
            LibraryLogs.routeTo(log);
            Logger.getLogger(LeaderElector.class.getName()).warning("Exception occurred while acquiring lock");
        } finally {
            LogManager.getLogManager().reset();
        }
        assertThat(written()).isEmpty();
    }
}
