package dev.lockstep.sync.store;

import java.time.Instant;
import java.util.List;

/// Holds the reads that one request to a service carries.
///
/// @param probe whether it probes a service that failed before
/// @param startedAt nanoseconds, as [Scheduler#nanos()]
record Batch(List<SharedRead> reads, boolean probe, Instant beganAt, long startedAt) {}
