/// Names, addresses and proxies: the way from this process to the servers of stores. Start at
/// [dev.lockstep.sync.net.AddressKind].
@NullMarked
package dev.lockstep.sync.net;

import org.jspecify.annotations.NullMarked;
