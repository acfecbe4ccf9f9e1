/// Secrets in memory: owned, lent for one call, wiped. Start at [dev.lockstep.secret.Plaintext].
@NullMarked
package dev.lockstep.secret;

import org.jspecify.annotations.NullMarked;
