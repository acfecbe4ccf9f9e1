/// Tools of the build itself. `Format` keeps the sources of all modules in one shape.
package dev.lockstep.build;
