/**
 * What is known of the signatures of images: found when something arrives, checked once with what
 * signers are known by, and kept.
 */
@NullMarked
package redoubt.signatures.facts;

import org.jspecify.annotations.NullMarked;
