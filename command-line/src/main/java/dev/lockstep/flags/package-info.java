/// Reads the command lines of both programs as sops 3.13 does, and prints their help from the same flags. Start at
/// [dev.lockstep.flags.Flag].
@NullMarked
package dev.lockstep.flags;

import org.jspecify.annotations.NullMarked;
