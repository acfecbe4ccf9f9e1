/// Bytes to document and back: YAML, JSON, dotenv, binary. Lossless beside the old source, or canonical as sops prints.
/// Start at [dev.lockstep.format.Format].
@NullMarked
package dev.lockstep.format;

import org.jspecify.annotations.NullMarked;
