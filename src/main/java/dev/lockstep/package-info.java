/// The façade a Java program calls: encrypt and decrypt secret files. Start at [dev.lockstep.Encryption] and
/// [dev.lockstep.Decryption].
@NullMarked
package dev.lockstep;

import org.jspecify.annotations.NullMarked;
