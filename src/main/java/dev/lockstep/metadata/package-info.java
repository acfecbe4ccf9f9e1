/// The `sops` block: recipients, rule, MAC, and its form in every format. Start at [dev.lockstep.metadata.Metadata].
@NullMarked
package dev.lockstep.metadata;

import org.jspecify.annotations.NullMarked;
