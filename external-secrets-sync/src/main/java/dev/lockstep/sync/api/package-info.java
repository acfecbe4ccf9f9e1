/// The resources of the API `external-secrets.io/v1` as Java types; their CRDs are generated from them.
@NullMarked
package dev.lockstep.sync.api;

import org.jspecify.annotations.NullMarked;
