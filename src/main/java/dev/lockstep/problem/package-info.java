/// What went wrong, told without a secret: the one exception and its closed list of kinds. Start at
/// [dev.lockstep.problem.Problem].
@NullMarked
package dev.lockstep.problem;

import org.jspecify.annotations.NullMarked;
