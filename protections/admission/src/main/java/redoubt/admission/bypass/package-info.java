/**
 * Ways around an admission controller, as data: for each of them what an API server would ask, and
 * what has to be answered. Tests, proofs and {@code redoubt admission check} use the same list.
 */
@NullMarked
package redoubt.admission.bypass;

import org.jspecify.annotations.NullMarked;
