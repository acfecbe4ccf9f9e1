/// `.sops.yaml`: where it is found, which creation rule applies. Start at [dev.lockstep.config.SopsConfig].
@NullMarked
package dev.lockstep.config;

import org.jspecify.annotations.NullMarked;
