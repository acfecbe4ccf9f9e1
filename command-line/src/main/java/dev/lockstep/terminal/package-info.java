/// What both programs show on a terminal. Start at [dev.lockstep.terminal.ProgressLine].
@NullMarked
package dev.lockstep.terminal;

import org.jspecify.annotations.NullMarked;
