/// Value cipher, MAC and secret sharing, on Bouncy Castle's lightweight API; no input or output. Start at
/// [dev.lockstep.crypto.ValueCipher].
@NullMarked
package dev.lockstep.crypto;

import org.jspecify.annotations.NullMarked;
