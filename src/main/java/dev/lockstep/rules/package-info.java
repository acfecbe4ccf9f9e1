/// Which values of a file are encrypted, and the walk over them. Start at [dev.lockstep.rules.LeafRules].
@NullMarked
package dev.lockstep.rules;

import org.jspecify.annotations.NullMarked;
