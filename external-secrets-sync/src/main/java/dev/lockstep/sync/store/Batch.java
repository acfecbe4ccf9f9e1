package dev.lockstep.sync.store;

import java.time.Instant;
import java.util.List;

/// One request to a service: the references that it carries.
///
/// @param probe whether it finds out if a fault of the service is over
/// @param startedAt nanoseconds, as [Scheduler#nanos()]
record Batch(List<SharedRead> reads, boolean probe, Instant beganAt, long startedAt) {}
