/// Where the documents come from that say what is wanted: a Git commit, a directory. Start at
/// [dev.lockstep.sync.resource.ResourceSource].
@NullMarked
package dev.lockstep.sync.resource;

import org.jspecify.annotations.NullMarked;
