package dev.lockstep.sync.engine;

import java.time.Duration;

/// Computes the pause before a watch is started again. While none can be started, each pause is twice as long as the
/// one before. A watch that breaks soon after it began costs a whole list each time, so that pauses grow too, but only
/// up to a few seconds: what happens meanwhile is noticed late. For one thread.
public final class WatchPauses {
    private final ExponentialBackoff breaks;
    private final ExponentialBackoff starts;
    private Duration pause = Duration.ZERO;

    /// @param afterBreak the longest pause after a watch that had begun; one that lived for so long starts over. At
    /// most `longest`
    /// @param longest the longest pause after one that could not be begun
    public WatchPauses(Duration shortest, Duration afterBreak, Duration longest) {
        this.breaks = new ExponentialBackoff(shortest, afterBreak);
        this.starts = new ExponentialBackoff(shortest, longest);
    }

    /// The pause after a watch has ended, for whatever reason.
    ///
    /// @param began whether the API server told the state and began to tell changes
    /// @param lived from the first request to the end
    public Duration after(boolean began, Duration lived) {
        var backoff = began ? breaks : starts;
        boolean again = pause.isZero() || began && lived.compareTo(breaks.longest()) >= 0;
        pause = again ? backoff.first() : backoff.longer(pause);
        return pause;
    }
}
