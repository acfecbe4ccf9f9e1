/// Wrapping and unwrapping the data key with the key services that a file names. Start at [dev.lockstep.keys.DataKeys].
@NullMarked
package dev.lockstep.keys;

import org.jspecify.annotations.NullMarked;
