/** What every room speaks: errors with stable codes, evidence, proofs, protections. */
@NullMarked
package redoubt.core;

import org.jspecify.annotations.NullMarked;
