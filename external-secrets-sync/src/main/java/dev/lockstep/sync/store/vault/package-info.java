/// Secrets of a KV engine of HashiCorp Vault. Start at [dev.lockstep.sync.store.vault.VaultStore].
@NullMarked
package dev.lockstep.sync.store.vault;

import org.jspecify.annotations.NullMarked;
