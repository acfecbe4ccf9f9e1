/// The way to the API server, for whoever asks it something: how it is found, and how requests are made whose answers
/// stay bytes. Start at [dev.lockstep.sync.kube.ApiRequests].
@NullMarked
package dev.lockstep.sync.kube;

import org.jspecify.annotations.NullMarked;
