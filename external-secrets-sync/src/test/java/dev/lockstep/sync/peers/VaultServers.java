package dev.lockstep.sync.peers;

/// Gives tests the [VaultServer] of their JVM.
public final class VaultServers extends SharedPeer<VaultServer> {
    public VaultServers() {
        super(VaultServer.class, "Vault", VaultServer.PROGRAMS, VaultServer.SCRIPTS, VaultServer::start);
    }
}
