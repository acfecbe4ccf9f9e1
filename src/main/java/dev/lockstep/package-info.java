/// What a Java program calls: encrypt, decrypt, rotate, edit and verify a secret file.
@NullMarked
package dev.lockstep;

import org.jspecify.annotations.NullMarked;
