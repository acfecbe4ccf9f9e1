/// Where secret values go. Start at [dev.lockstep.sync.sink.Target].
@NullMarked
package dev.lockstep.sync.sink;

import org.jspecify.annotations.NullMarked;
