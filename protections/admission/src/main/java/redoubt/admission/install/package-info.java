/** What is applied to a cluster so that its API server asks. */
@NullMarked
package redoubt.admission.install;

import org.jspecify.annotations.NullMarked;
