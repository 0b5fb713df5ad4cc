/** The schema {@code admission}. */
@NullMarked
package redoubt.admission.sql;

import org.jspecify.annotations.NullMarked;
