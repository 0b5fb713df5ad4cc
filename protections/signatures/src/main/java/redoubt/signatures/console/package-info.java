/**
 * Pages of content trust: the signers and the policy of a namespace, and the part of an image's
 * page that says who signed it and why that counts or does not.
 */
@NullMarked
package redoubt.signatures.console;

import org.jspecify.annotations.NullMarked;
