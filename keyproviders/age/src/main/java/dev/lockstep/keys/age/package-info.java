/// The age file encryption format, complete, and the master keys of kind `age`: wraps a data key for an age or SSH
/// recipient and opens it with the identities that sops would look for. Start reading at
/// [dev.lockstep.keys.age.AgeKeyProvider]; the format itself starts at [dev.lockstep.keys.age.AgeFile].
///
/// Sources of the rules: the age format (c2sp.org/age), age plugins (c2sp.org/age-plugin), age 1.3 and sops 3.13.
@NullMarked
package dev.lockstep.keys.age;

import org.jspecify.annotations.NullMarked;
