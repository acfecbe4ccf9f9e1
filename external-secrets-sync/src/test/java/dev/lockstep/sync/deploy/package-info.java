/// The manifests in `deploy/`. Start at [dev.lockstep.sync.deploy.ManifestsTest].
@NullMarked
package dev.lockstep.sync.deploy;

import org.jspecify.annotations.NullMarked;
