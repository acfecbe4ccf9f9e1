/// What the tests of all modules share: published vectors, seeded randomness, a canary for secrets. Start at
/// [dev.lockstep.testkit.Vectors].
@NullMarked
package dev.lockstep.testkit;

import org.jspecify.annotations.NullMarked;
