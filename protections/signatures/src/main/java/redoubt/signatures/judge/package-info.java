/**
 * What other rooms ask about images: what names mean, what content trust says under a policy of
 * theirs, and whether keys that they bring have signed.
 */
@NullMarked
package redoubt.signatures.judge;

import org.jspecify.annotations.NullMarked;
