package dev.lockstep.sync.operator;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Keeps the heap near what is in use. The serial collector, chosen since it is small, rather takes new memory for its
/// old generation than collects it, up to the limit of the machine or container; and what it has taken it keeps. So the
/// old generation is collected whenever it has grown by as much again as was alive in it the last time.
final class HeapBound implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /// Less than this is not worth a collection, in bytes.
    private static final long LEAST_GROWTH = 16 << 20;

    private static final String OLD_GENERATION = "Tenured Gen";

    private final LongSupplier used;
    private final LongSupplier alive;
    private final Runnable collect;
    private final Thread thread = Thread.ofVirtual().name("heap").unstarted(this::run);

    /// @param used bytes of the old generation now
    /// @param alive bytes of it after its last collection; 0 if there was none
    HeapBound(LongSupplier used, LongSupplier alive, Runnable collect) {
        this.used = used;
        this.alive = alive;
        this.collect = collect;
    }

    /// For this process. Does nothing under a collector that has no such generation.
    static HeapBound start() {
        var pool = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(each -> each.getName().equals(OLD_GENERATION))
                .findFirst();
        var bound = new HeapBound(
                () -> pool.map(MemoryPoolMXBean::getUsage)
                        .map(MemoryUsage::getUsed)
                        .orElse(0L),
                () -> pool.map(MemoryPoolMXBean::getCollectionUsage)
                        .map(MemoryUsage::getUsed)
                        .orElse(0L),
                System::gc);
        if (pool.isPresent()) {
            bound.thread.start();
        }
        return bound;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_LOOKS);
                look();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    void look() {
        long before = alive.getAsLong();
        if (used.getAsLong() - before > Math.max(before, LEAST_GROWTH)) {
            collect.run();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
