/// The tree of a secret file and where each part stands in its bytes. Start at [dev.lockstep.document.Document].
@NullMarked
package dev.lockstep.document;

import org.jspecify.annotations.NullMarked;
