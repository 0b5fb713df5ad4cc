/** Policies as anybody writes them. */
@NullMarked
package redoubt.admission.document;

import org.jspecify.annotations.NullMarked;
