/** Questions as anybody asks them. */
@NullMarked
package redoubt.admission.review;

import org.jspecify.annotations.NullMarked;
