/// Where secret values come from. Start at [dev.lockstep.sync.store.SecretStore].
@NullMarked
package dev.lockstep.sync.store;

import org.jspecify.annotations.NullMarked;
