package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CallerEnvironmentTest {
    @Test
    void givesBackWhatTheLauncherHolds() {
        var environment = CallerEnvironment.of(Map.of(
                "LC_ALL", "C.UTF-8",
                "LOCKSTEP_HELD_LC_ALL", "=de_DE.ISO-8859-1",
                "LOCKSTEP_HELD_JAVA_TOOL_OPTIONS", "=",
                "HOME", "/home/me"));
        assertThat(environment)
                .isEqualTo(Map.of("LC_ALL", "de_DE.ISO-8859-1", "JAVA_TOOL_OPTIONS", "", "HOME", "/home/me"));
    }

    @Test
    void takesAwayWhatTheCallerHadNotSet() {
        assertThat(CallerEnvironment.of(Map.of("LC_ALL", "C.UTF-8", "LOCKSTEP_HELD_LC_ALL", "")))
                .isEmpty();
    }
}
