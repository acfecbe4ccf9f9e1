package dev.lockstep.sync.operator;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Writes log lines as JSON: `{"ts":…,"level":…,"msg":…}` and what belongs to the message. Whoever logs never waits: a
/// stream that takes nothing fills a queue, and then lines are dropped and counted.
final class JsonLog implements AutoCloseable {
    private static final int QUEUE = 1_000;
    private static final Duration LAST_LINES = Duration.ofSeconds(1);

    private final OutputStream sink;
    private final InstantSource clock;
    private final Level least;
    private final TimeEncoding times;
    private final JsonFactory json = new JsonFactory();
    private final BlockingQueue<byte[]> lines = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;

    private JsonLog(OutputStream sink, InstantSource clock, Level least, TimeEncoding times) {
        this.sink = sink;
        this.clock = clock;
        this.least = least;
        this.times = times;
        this.writer = Thread.ofPlatform().daemon().name("log").unstarted(this::write);
    }

    /// @param least lines of lower levels are not written
    static JsonLog to(OutputStream sink, InstantSource clock, Level least, TimeEncoding times) {
        var log = new JsonLog(sink, clock, least, times);
        log.writer.start();
        return log;
    }

    /// In the order of their weight.
    enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR;

        private final String spelled = name().toLowerCase(java.util.Locale.ROOT);
    }

    /// @param fields in the order of the line; strings, numbers, booleans, and arrays of strings as lists
    void line(Level level, String message, Map<String, ?> fields) {
        if (level.compareTo(least) >= 0 && !lines.offer(bytes(level, message, fields))) {
            dropped.incrementAndGet();
        }
    }

    /// Names and values by turns, in the order of the line.
    static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    boolean debugging() {
        return least == Level.DEBUG;
    }

    /// How many lines nobody will see.
    long dropped() {
        return dropped.get();
    }

    private byte[] bytes(Level level, String message, Map<String, ?> fields) {
        var bytes = new ByteArrayOutputStream(256);
        try (var generator = json.createGenerator(bytes)) {
            generator.writeStartObject();
            generator.writeFieldName("ts");
            times.write(generator, clock.instant());
            generator.writeStringField("level", level.spelled);
            generator.writeStringField("msg", message);
            for (var field : fields.entrySet()) {
                generator.writeFieldName(field.getKey());
                switch (field.getValue()) {
                    case Number number -> generator.writeNumber(number.longValue());
                    case Boolean bool -> generator.writeBoolean(bool);
                    case Iterable<?> items -> {
                        generator.writeStartArray();
                        for (var item : items) {
                            generator.writeString(item.toString());
                        }
                        generator.writeEndArray();
                    }
                    default -> generator.writeString(field.getValue().toString());
                }
            }
            generator.writeEndObject();
            generator.writeRaw('\n');
        } catch (IOException e) {
            throw new IllegalStateException("a buffer cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private void write() {
        try {
            while (!closed || !lines.isEmpty()) {
                var line = lines.poll(100, TimeUnit.MILLISECONDS);
                if (line != null) {
                    put(line);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(byte[] line) {
        try {
            sink.write(line);
            if (lines.isEmpty()) {
                sink.flush();
            }
        } catch (IOException e) {
            dropped.incrementAndGet(); // a closed pipe must not end the program
        }
    }

    /// Waits a moment for the last lines.
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(LAST_LINES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
