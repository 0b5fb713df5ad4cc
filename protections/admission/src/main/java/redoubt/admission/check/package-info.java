/**
 * Tries the ways around admission on an API server, whatever controller it asks, and says which of
 * them lead in.
 */
@NullMarked
package redoubt.admission.check;

import org.jspecify.annotations.NullMarked;
