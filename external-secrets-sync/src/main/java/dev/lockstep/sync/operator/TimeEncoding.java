package dev.lockstep.sync.operator;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Formats the time of a log line: the usual way, and those of ESO 2.9's flag `zap-time-encoding`.
enum TimeEncoding {
    /// `2026-11-24T12:00:00.123Z`; `iso8601` of the flag.
    MILLISECONDS,
    /// Seconds since 1970, with a fraction.
    EPOCH,
    /// Milliseconds since 1970.
    MILLIS,
    /// Nanoseconds since 1970.
    NANO,
    /// `2026-11-24T12:00:00Z`
    RFC3339,
    /// The same with as many digits as the clock has.
    RFC3339NANO;

    private static final double MILLION = 1e6;

    /// Writes the value of a field.
    void write(JsonGenerator json, Instant time) throws IOException {
        switch (this) {
            case MILLISECONDS ->
                json.writeString(time.truncatedTo(ChronoUnit.MILLIS).toString());
            case EPOCH -> json.writeNumber(ChronoUnit.MICROS.between(Instant.EPOCH, time) / MILLION);
            case MILLIS -> json.writeNumber(time.toEpochMilli());
            case NANO -> json.writeNumber(ChronoUnit.NANOS.between(Instant.EPOCH, time));
            case RFC3339 ->
                json.writeString(time.truncatedTo(ChronoUnit.SECONDS).toString());
            case RFC3339NANO -> json.writeString(time.toString());
        }
    }
}
