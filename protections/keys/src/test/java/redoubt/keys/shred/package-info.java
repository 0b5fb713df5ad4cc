/** The end of keys: blast radius, rehearsal, certificate. */
@NullMarked
package redoubt.keys.shred;

import org.jspecify.annotations.NullMarked;
