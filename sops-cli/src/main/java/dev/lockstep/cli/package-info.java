/// Commands, flags, streams and exit codes. Start reading at `Main`.
@NullMarked
package dev.lockstep.cli;

import org.jspecify.annotations.NullMarked;
