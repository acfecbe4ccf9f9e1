package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapBoundTest {
    @ParameterizedTest(name = "{0} MB in use, {1} MB alive: {2} collections")
    @CsvSource({
        "10, 0, 0", "17, 0, 1", // at the start
        "30, 15, 0", "35, 15, 1", // little is alive
        "190, 100, 0", "201, 100, 1",
        "80, 100, 0", // it was collected, and shrank
    })
    void collectsWhatHasDoubled(long used, long alive, int collections) {
        var collected = new AtomicInteger();
        new HeapBound(() -> used << 20, () -> alive << 20, collected::incrementAndGet).look();
        assertThat(collected).hasValue(collections);
    }
}
