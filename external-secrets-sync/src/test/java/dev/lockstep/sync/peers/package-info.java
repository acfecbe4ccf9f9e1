/// The real services that tests ask. Start at [dev.lockstep.sync.peers.ControlPlane].
@NullMarked
package dev.lockstep.sync.peers;

import org.jspecify.annotations.NullMarked;
