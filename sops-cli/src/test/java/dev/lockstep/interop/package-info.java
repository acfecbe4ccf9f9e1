/// Files that travel between Lockstep and the real sops, in both directions.
@NullMarked
package dev.lockstep.interop;

import org.jspecify.annotations.NullMarked;
