/** What was asked a moment ago is not asked again. */
@NullMarked
package redoubt.admission.memory;

import org.jspecify.annotations.NullMarked;
