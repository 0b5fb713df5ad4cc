/**
 * What would be: which images that run, or were admitted in the last days, other policies would
 * refuse, or the same ones once a signer is revoked; and policies that let those run on for a
 * while. Decided as a question of an API server is, from what is known here; nothing is changed.
 */
@NullMarked
package redoubt.admission.rehearse;

import org.jspecify.annotations.NullMarked;
