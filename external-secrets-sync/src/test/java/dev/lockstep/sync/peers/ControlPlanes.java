package dev.lockstep.sync.peers;

/// Gives tests the [ControlPlane] of their JVM.
public final class ControlPlanes extends SharedPeer<ControlPlane> {
    public ControlPlanes() {
        super(ControlPlane.class, "control plane", ControlPlane.PROGRAMS, ControlPlane.SCRIPTS, ControlPlane::start);
    }
}
