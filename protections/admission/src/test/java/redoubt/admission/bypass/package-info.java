/** Ways around admission, each of them tried. */
@NullMarked
package redoubt.admission.bypass;

import org.jspecify.annotations.NullMarked;
