/** Questions and policies as tests write them, and evidence that says what a test wants. */
@NullMarked
package redoubt.admission.testing;

import org.jspecify.annotations.NullMarked;
