package dev.lockstep.sync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sync.api.StoreSpec;
import dev.lockstep.sync.api.StoreStatus;
import dev.lockstep.sync.engine.StoreRef;
import dev.lockstep.sync.operator.StoreIndex.KnownStore;
import dev.lockstep.sync.store.DefinedStore;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownStoreTest {
    private static final Duration USUAL = Duration.ofMinutes(5);

    @ParameterizedTest
    @CsvSource({
        "60, PT1M",
        "'\"90s\"', PT1M30S",
        "1h, PT1H",
        "1, PT10S",
        "1ms, PT10S",
        "0, PT5M",
        "-5, PT5M",
        "'\"\"', PT5M",
        "'\"300\"', PT5M",
        "abc, PT5M",
        "null, PT5M",
    })
    void isCheckedAsOftenAsItsSpecSays(String interval, Duration expected) {
        var spec = new KubernetesSerialization().unmarshal("refreshInterval: " + interval, StoreSpec.class);
        var ref = new StoreRef(StoreRef.Kind.CLUSTER, "store");
        var store = new KnownStore(new DefinedStore(ref, "", spec), "uid", "", "", List.of(), StoreStatus.NONE);

        assertThat(store.checkEvery(USUAL)).isEqualTo(expected);
    }
}
