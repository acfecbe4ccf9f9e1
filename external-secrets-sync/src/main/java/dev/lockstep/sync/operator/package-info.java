/// The program in the cluster: watches, threads, leadership, endpoints. Wiring only; what is decided is decided in
/// `engine`.
@NullMarked
package dev.lockstep.sync.operator;

import org.jspecify.annotations.NullMarked;
