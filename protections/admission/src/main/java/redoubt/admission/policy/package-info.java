/**
 * Policies as values, whichever kind of resource they were written as, and which of them applies to
 * an image: the semantics of Portieris 0.14.2, told apart and explained.
 */
@NullMarked
package redoubt.admission.policy;

import org.jspecify.annotations.NullMarked;
