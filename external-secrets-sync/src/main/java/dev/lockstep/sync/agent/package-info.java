/// What a person or a pipeline runs, beside a workload or on a laptop: wiring only. Start at
/// [dev.lockstep.sync.agent.OnceCommand].
@NullMarked
package dev.lockstep.sync.agent;

import org.jspecify.annotations.NullMarked;
