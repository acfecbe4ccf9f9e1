/// Reading a file once and replacing it crash-safely. Start at [dev.lockstep.file.AtomicFile].
@NullMarked
package dev.lockstep.file;

import org.jspecify.annotations.NullMarked;
