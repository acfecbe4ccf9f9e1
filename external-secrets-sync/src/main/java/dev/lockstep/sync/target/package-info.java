/// Where secret values go. Start at [dev.lockstep.sync.target.Target].
@NullMarked
package dev.lockstep.sync.target;

import org.jspecify.annotations.NullMarked;
