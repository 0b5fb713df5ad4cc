/** Pages about which images clusters run. */
@NullMarked
package redoubt.admission.console;

import org.jspecify.annotations.NullMarked;
