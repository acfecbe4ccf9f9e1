/// The program that runs beside a workload or on a laptop, without a cluster: wiring only. Start at
/// [dev.lockstep.sync.agent.OnceCommand].
@NullMarked
package dev.lockstep.sync.agent;

import org.jspecify.annotations.NullMarked;
