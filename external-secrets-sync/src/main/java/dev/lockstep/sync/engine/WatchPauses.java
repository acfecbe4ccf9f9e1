package dev.lockstep.sync.engine;

import java.time.Duration;

/// Computes the pause before a watch is started again. While none can be started, each pause is twice as long as the
/// one before. A watch that breaks soon after it began costs a whole list each time, so that pauses grow too, but only
/// up to a few seconds: what happens meanwhile is noticed late. For one thread.
public final class WatchPauses {
    private final Duration shortest;
    private final Duration afterBreak;
    private final Duration longest;
    private Duration pause;

    /// @param afterBreak the longest pause after a watch that had begun; one that lived for so long starts over. At
    /// most `longest`
    /// @param longest the longest pause after one that could not be begun
    public WatchPauses(Duration shortest, Duration afterBreak, Duration longest) {
        this.shortest = shortest;
        this.afterBreak = afterBreak;
        this.longest = longest;
        this.pause = Duration.ZERO;
    }

    /// The pause after a watch has ended, for whatever reason.
    ///
    /// @param began whether the API server told the state and began to tell changes
    /// @param lived from the first request to the end
    public Duration after(boolean began, Duration lived) {
        if (pause.isZero() || began && lived.compareTo(afterBreak) >= 0) {
            pause = shortest;
        } else {
            pause = ExponentialBackoff.longer(pause, began ? afterBreak : longest);
        }
        return pause;
    }
}
