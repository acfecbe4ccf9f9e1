package dev.lockstep.sync.engine;

/// Says which Secrets that somebody else made an ExternalSecret may take over, if it is to be their only writer.
public enum AdoptionPolicy {
    /// Those without an owner, as ESO 2.9 does; their other keys go.
    ESO("eso"),
    /// Those without an owner of which no key goes.
    SAME_KEYS("same-keys"),
    /// None.
    NEVER("never");

    private final String spelled;

    AdoptionPolicy(String spelled) {
        this.spelled = spelled;
    }

    /// As the flag `--adoption` has it.
    public String spelled() {
        return spelled;
    }
}
