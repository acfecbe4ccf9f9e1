/// Wraps and unwraps data keys with age.
@NullMarked
package dev.lockstep.keys.age;

import org.jspecify.annotations.NullMarked;
