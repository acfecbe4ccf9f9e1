/// Brings secrets from stores and Git to where workloads read them. `Reconciliation` orders the steps.
@NullMarked
package dev.lockstep.sync;

import org.jspecify.annotations.NullMarked;
